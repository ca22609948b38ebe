import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Failure, type Place } from "../model/failure.ts";

/** A setting of the server: its name in the file, its variable, its flag of `serve`. A secret may stand in a file of its own (`NAME-file`, `VARIABLE_FILE`). */
export interface ServerSetting {
  readonly name: string;
  readonly variable: string;
  readonly says: string;
  readonly flag?: "port" | "host" | "origin";
  readonly secret?: true;
  /** An address that may hold a secret in its path, as those of chat services do. */
  readonly secretPath?: true;
  readonly usual?: string;
}

/** What `countersign.config.yaml` says, one text a setting by its dotted name, with where each stands. */
export interface FileSettings {
  readonly path: string;
  readonly values: ReadonlyMap<string, string>;
  at(name: string): Place;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a setting comes from. Nothing is read or checked yet. */
export interface Given {
  readonly setting: ServerSetting;
  /** Null when it stands in a file of its own, or nowhere. */
  readonly text: string | null;
  /** The file of its own. */
  readonly file: string | null;
  /** A flag, a variable, the path of the config file, or why there is none. */
  readonly origin: string;
  readonly place: Place | null;
}

/** Finds a setting: the flag before the variable, that before the file, that before what is usual. Throws `Failure` (`bad-usage`) when a secret stands in two places at once. */
export function findSetting(setting: ServerSetting, flags: Readonly<Record<string, string | undefined>>, env: Environment, file: FileSettings | null): Given {
  const flag = setting.flag === undefined ? undefined : flags[setting.flag];
  if (flag !== undefined) return { setting, text: flag, file: null, origin: `--${setting.flag}`, place: null };
  const found = ofVariables(setting, env) ?? (file === null ? null : ofFile(setting, file));
  if (found !== null) return found;
  return { setting, text: setting.usual ?? null, file: null, origin: setting.usual === undefined ? "not set" : "what is usual", place: null };
}

function ofVariables(setting: ServerSetting, env: Environment): Given | null {
  const beside = `${setting.variable}_FILE`;
  const [text, file] = [env[setting.variable] || null, setting.secret === true ? env[beside] || null : null];
  if (text !== null && file !== null) throw twice(setting.variable, beside, null);
  if (text === null && file === null) return null;
  return { setting, text, file, origin: text === null ? beside : setting.variable, place: null };
}

function ofFile(setting: ServerSetting, { path, values, at }: FileSettings): Given | null {
  const beside = `${setting.name}-file`;
  const [text, file] = [values.get(setting.name) ?? null, values.get(beside) ?? null];
  if (text !== null && file !== null) throw twice(setting.name, beside, at(beside));
  if (text === null && file === null) return null;
  return { setting, text, file: file === null ? null : resolve(dirname(path), file), origin: path, place: at(text === null ? beside : setting.name) };
}

function twice(one: string, other: string, place: Place | null): Failure {
  return new Failure("bad-usage", `${one} and ${other} are both given.`, { hint: "Keep one of them.", ...(place === null ? {} : { place }) });
}

/** Its text, read from its own file when it has one; null when it is given nowhere. Throws `Failure` (`bad-usage`). */
export function textOf({ setting, text, file, origin, place }: Given): string | null {
  if (file === null) return text;
  // A last line ends with its end in most editors.
  const found = textOfFile(file, setting.name, place)?.replace(/\r?\n$/, "");
  if (found) return found;
  throw new Failure("bad-usage", `${file} ${found === "" ? "is empty" : "cannot be read"}, and ${setting.name} should stand in it.`, {
    hint: `${origin} names it; write the secret into it, and nothing else.`,
    ...(place === null ? {} : { place }),
  });
}

const mostBytes = 65_536;

// One opening for all, so that what was asked about is what is read. A group may read it: what mounts secrets for a service often lets it in by its group.
function textOfFile(path: string, name: string, place: Place | null): string | null {
  const at = place === null ? {} : { place };
  let file: number | null = null;
  try {
    // Without waiting for whoever would write into a pipe.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = fstatSync(file);
    if (!found.isFile() || found.size > mostBytes)
      throw new Failure("bad-usage", `${path} is ${found.isFile() ? `larger than ${mostBytes / 1024} KB` : "no file"}, and ${name} should stand in it.`, {
        hint: "Name the right file.",
        ...at,
      });
    // Readable it may be: what Docker and Kubernetes mount into a container is, and only the container sees it. Windows keeps no such mode.
    if (process.platform !== "win32" && (found.mode & 0o002) !== 0)
      throw new Failure("bad-usage", `The file ${path} should hold the secret ${name}, and everybody may write it.`, { hint: `Run \`chmod o-w ${path}\`.`, ...at });
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Failure) throw error;
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}

/** Whether a value must not be shown: a secret, or an address that holds one. */
export function isSecret({ name, secret }: Pick<ServerSetting, "name" | "secret">, value: string): boolean {
  if (secret === true && !name.endsWith("url")) return true;
  if (!URL.canParse(value)) return secret === true;
  const { username, password, host } = new URL(value);
  // `user:password@host` without a scheme is an address too, of a scheme called user.
  return username !== "" || password !== "" || (secret === true && host === "");
}

/** What `doctor --settings` may show of it, without reading a secret's own file; null when it is given nowhere. */
export function shownSetting({ setting, text, file }: Given): string | null {
  if (file !== null) return "(hidden)";
  if (text === null) return null;
  if (isSecret(setting, text)) return "(hidden)";
  return setting.secretPath === true ? schemeAndHost(text) : text;
}

function schemeAndHost(address: string): string {
  if (!URL.canParse(address)) return "(hidden)";
  const { protocol, host } = new URL(address);
  return host === "" ? "(hidden)" : `${protocol}//${host}/…`;
}
