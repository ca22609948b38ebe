import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { Io } from "./io.ts";
import type { Found, SettingsFile } from "./settings-file.ts";

export const settingNames = ["data", "person", "key", "repo", "no-color"] as const;
export type SettingName = (typeof settingNames)[number];

/** The flag and the variable of a setting. */
export function namesOf(name: SettingName): { readonly flag: string; readonly variable: string } {
  return { flag: name === "person" ? "--as" : `--${name}`, variable: `COUNTERSIGN_${name.toUpperCase().replace("-", "_")}` };
}

export interface Setting {
  readonly name: SettingName;
  readonly value: string | null;
  /** `--data`, `COUNTERSIGN_DATA`, the config file, or why there is a value although nobody gave one. */
  readonly origin: string;
  /** True when a file that stands in the folder, and so maybe in the repository under judgement, gave the value. */
  readonly fromFile: boolean;
}

export interface Settings {
  readonly all: readonly Setting[];
  /** The file that may speak for the server: the one that is named, else the data folder's; null when there is none. */
  readonly file: SettingsFile | null;
  /** The data folder. It holds the organisation's folder, and the sample's beside it. */
  readonly data: string;
  /** The folder of the organisation, or of the sample, that a command works on. */
  readonly place: string;
  readonly person: string | null;
  readonly key: string | null;
  readonly repo: string;
  readonly colour: boolean;
  readonly sample: boolean;
}

export type Flags = Readonly<Partial<Record<SettingName, string>>> & { readonly sample?: boolean; readonly config?: string };
type Around = Pick<Io, "env" | "folder" | "home" | "platform">;

const fileName = "countersign.config.yaml";
const paths: ReadonlySet<SettingName> = new Set(["data", "key", "repo"]);

/**
 * Flags, then `COUNTERSIGN_*`, then `countersign.config.yaml`, then what is usual. The file is the one that `--config` or `COUNTERSIGN_CONFIG` names, and no other; else the one in the current folder or the
 * nearest parent up to the root of the git work tree, and after it the data folder's. Throws `Failure` (`bad-input`, `not-found`) for a file that can't be read or holds an unknown setting.
 */
export async function readSettings(flags: Flags, io: Around): Promise<Settings> {
  const { files, own } = await readFiles(flags, io);
  const all = settingNames.map((name) => sampled(settingOf(name, flags, io, files), flags, io, files));
  const [data, person, key, repo, noColor] = all.map(({ value }) => value);
  return {
    all,
    file: own,
    data: data ?? usualData(io),
    place: join(data ?? usualData(io), flags.sample === true ? "sample" : "organisation"),
    person: person ?? null,
    key: key ?? null,
    repo: repo ?? io.folder,
    colour: noColor !== "true",
    sample: flags.sample === true,
  };
}

function sampled(setting: Setting, flags: Flags, io: Around, files: readonly SettingsFile[]): Setting {
  if (flags.sample !== true || setting.name !== "repo" || flags.repo !== undefined) return setting;
  const root = settingOf("data", flags, io, files).value ?? usualData(io);
  return { ...setting, value: join(root, "sample", "repository"), origin: "--sample", fromFile: false };
}

function settingOf(name: SettingName, flags: Flags, { env, folder, home, platform }: Around, files: readonly SettingsFile[]): Setting {
  const given = (value: string, origin: string, base: string, fromFile = false): Setting => ({
    name,
    value: paths.has(name) ? expand(value, base, home) : value,
    origin,
    fromFile,
  });
  const { flag, variable } = namesOf(name);
  const fromFlag = flags[name];
  if (fromFlag !== undefined) return given(fromFlag, flag, folder);
  const fromEnvironment = env[variable];
  if (fromEnvironment !== undefined && fromEnvironment !== "") return given(name === "no-color" ? "true" : fromEnvironment, variable, folder);
  // https://no-color.org: present and not empty, whatever its value.
  if (name === "no-color" && env["NO_COLOR"]) return given("true", "NO_COLOR", folder);
  for (const file of files) {
    const fromFile = file.values.get(name);
    if (fromFile !== undefined) return given(fromFile, file.path, dirname(file.path), inRepository(file));
  }
  if (name === "data") return given(usualData({ env, home, platform }), "the user's data folder", folder);
  if (name === "repo") return given(folder, "the current folder", folder);
  return { name, value: null, origin: "not set", fromFile: false };
}

// Also a file that was named: a pipeline may name the one in the repository that it judges.
function inRepository({ path, found }: SettingsFile): boolean {
  return found === "folder" || (found === "named" && rootAbove(dirname(path)));
}

function rootAbove(folder: string): boolean {
  return existsSync(join(folder, ".git")) || (dirname(folder) !== folder && rootAbove(dirname(folder)));
}

/** The files in the order in which they are asked, and the one that may speak for the server. */
async function readFiles(flags: Flags, io: Around): Promise<{ readonly files: readonly SettingsFile[]; readonly own: SettingsFile | null }> {
  const named = flags.config ?? (io.env["COUNTERSIGN_CONFIG"] || undefined);
  if (named !== undefined) {
    const file = await readFile(expand(named, io.folder, io.home), "named", io);
    return { files: [file], own: file };
  }
  const above = findConfig(io.folder);
  const around = above === null || above === dataFile([], flags, io) ? [] : [await readFile(above, "folder", io)];
  const path = dataFile(around, flags, io);
  const own = existsSync(path) ? await readFile(path, "data", io) : null;
  return { files: own === null ? around : [...around, own], own };
}

function dataFile(files: readonly SettingsFile[], flags: Flags, io: Around): string {
  return join(settingOf("data", flags, io, files).value ?? usualData(io), fileName);
}

async function readFile(path: string, found: Found, { platform }: Around): Promise<SettingsFile> {
  // Most folders have none, and then what reads it is not loaded.
  const { readSettingsFile } = await import("./settings-file.ts");
  return readSettingsFile(path, found, platform);
}

/** Where programs keep a user's data: the XDG base directory, and the same place by the habits of macOS and Windows. */
function usualData({ env, home, platform }: Pick<Io, "env" | "home" | "platform">): string {
  const xdg = env["XDG_DATA_HOME"];
  // The XDG specification has a relative path ignored.
  if (xdg && isAbsolute(xdg)) return join(xdg, "countersign");
  if (platform === "darwin") return join(home, "Library", "Application Support", "countersign");
  if (platform === "win32") return join(env["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "countersign");
  return join(home, ".local", "share", "countersign");
}

function expand(path: string, base: string, home: string): string {
  return path === "~" || path.startsWith("~/") ? join(home, path.slice(1)) : resolve(base, path);
}

// Above the root of a work tree stands what belongs to somebody else; outside of one only the folder itself is asked.
function findConfig(folder: string): string | null {
  const here = join(folder, fileName);
  let found: string | null = null;
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, fileName);
    if (found === null && existsSync(candidate)) found = candidate;
    if (existsSync(join(at, ".git"))) return found;
    if (dirname(at) === at) return existsSync(here) ? here : null;
  }
}

/** What `doctor --settings` may show of a value: never the text of a private key that somebody put where a file belongs. */
export function shownValue({ value }: Pick<Setting, "value">): string | null {
  return value !== null && /PRIVATE KEY|^[A-Za-z0-9+/=]{64,}$/.test(value) ? "(hidden)" : value;
}
