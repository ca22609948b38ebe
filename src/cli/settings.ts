import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { Failure } from "../model/failure.ts";
import { didYouMean } from "../policy/nearest.ts";
import type { Io } from "./io.ts";

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

export type Flags = Readonly<Partial<Record<SettingName, string>>> & { readonly sample?: boolean };

const fileName = "countersign.config.yaml";
const paths: ReadonlySet<SettingName> = new Set(["data", "key", "repo"]);

/**
 * Flags, then `COUNTERSIGN_*`, then `countersign.config.yaml` in the current folder or the nearest parent up to the root of the git
 * work tree, then what is usual. Throws `Failure` (`bad-input`) for a config file that can't be read or holds an unknown setting.
 */
export async function readSettings(flags: Flags, io: Pick<Io, "env" | "folder" | "home" | "platform">): Promise<Settings> {
  const file = await readConfig(io.folder);
  const all = settingNames.map((name) => sampled(settingOf(name, flags, io, file), flags, io));
  const [data, person, key, repo, noColor] = all.map(({ value }) => value);
  return {
    all,
    data: data ?? usualData(io),
    place: join(data ?? usualData(io), flags.sample === true ? "sample" : "organisation"),
    person: person ?? null,
    key: key ?? null,
    repo: repo ?? io.folder,
    colour: noColor !== "true",
    sample: flags.sample === true,
  };

  function sampled(setting: Setting, { sample, repo: named }: Flags, around: Pick<Io, "env" | "folder" | "home" | "platform">): Setting {
    if (sample !== true || setting.name !== "repo" || named !== undefined) return setting;
    const root = settingOf("data", flags, around, file).value ?? usualData(around);
    return { ...setting, value: join(root, "sample", "repository"), origin: "--sample", fromFile: false };
  }
}

type ConfigFile = { readonly path: string; readonly values: Readonly<Partial<Record<SettingName, string>>> } | null;

function settingOf(name: SettingName, flags: Flags, { env, folder, home, platform }: Pick<Io, "env" | "folder" | "home" | "platform">, file: ConfigFile): Setting {
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
  const fromFile = file?.values[name];
  if (file && fromFile !== undefined) return given(fromFile, file.path, dirname(file.path), true);
  if (name === "data") return given(usualData({ env, home, platform }), "the user's data folder", folder);
  if (name === "repo") return given(folder, "the current folder", folder);
  return { name, value: null, origin: "not set", fromFile: false };
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

async function readConfig(folder: string): Promise<ConfigFile> {
  const path = findConfig(folder);
  if (path === null) return null;
  const { isRecord, readYamlFile } = await import("./yaml-file.ts");
  const { value, at } = readYamlFile(readFileSync(path, "utf8"), path);
  if (!isRecord(value)) throw new Failure("bad-input", "The settings are not names with values.", { place: at(), hint: "Write them as `data: /srv/countersign`." });
  for (const [name, given] of Object.entries(value)) {
    if (!settingNames.some((known) => known === name)) {
      throw new Failure("bad-input", `There is no setting ${JSON.stringify(name)}.`, {
        place: at(name),
        hint: didYouMean(name, settingNames, `There are: ${settingNames.join(", ")}.`),
      });
    }
    const good = name === "no-color" ? typeof given === "boolean" : typeof given === "string" && given !== "";
    if (!good)
      throw new Failure("bad-input", `The setting ${name} is not ${name === "no-color" ? "true or false" : "a text"}.`, { place: at(name), hint: "Mend it or remove it." });
  }
  return { path, values: Object.fromEntries(Object.entries(value).map(([name, given]) => [name, String(given)])) };
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
export function shownValue({ value }: Pick<Setting, "value">): string {
  if (value === null) return "—";
  return /PRIVATE KEY|^[A-Za-z0-9+/=]{64,}$/.test(value) ? "(hidden)" : value;
}
