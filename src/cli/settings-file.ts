import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { z } from "zod";
import { Failure, type Place } from "../model/failure.ts";
import { didYouMean } from "../policy/nearest.ts";
import { clearSecrets, serverFileShape } from "../server/settings-schema.ts";
import { isRecord, mostBytes, readYamlFile } from "./yaml-file.ts";

const text = z.string({ error: "a text" }).min(1, { error: "a text" });

const schema = z.strictObject({
  data: text.optional().describe("The data folder; not in the file of the data folder itself"),
  person: text.optional().describe("Who acts: a handle or an e-mail address"),
  key: text.optional().describe("The SSH key that signs"),
  repo: text.optional().describe("The repository"),
  "no-color": z.boolean({ error: "true or false" }).optional().describe("No colour"),
  ...serverFileShape,
});

/** The JSON Schema (2020-12) of `countersign.config.yaml`, for an editor. */
export function settingsJsonSchema(): object {
  return { title: "countersign.config.yaml", ...z.toJSONSchema(schema, { target: "draft-2020-12", io: "input" }) };
}

/** How a file came to be read. `folder`: it stands in the current folder or above it, and so maybe in the repository under judgement. */
export type Found = "named" | "folder" | "data";

/** A settings file: one text a setting, by its dotted name (`oidc.client-id`). */
export interface SettingsFile {
  readonly path: string;
  readonly found: Found;
  readonly values: ReadonlyMap<string, string>;
  at(name: string): Place;
}

/**
 * Reads `countersign.config.yaml`. Attacker-controlled when it stands in a repository. Throws `Failure` (`bad-input`) with the place of the first thing wrong, when it holds a secret that others may read, and when everybody may write it;
 * `not-found` when it cannot be read.
 */
export function readSettingsFile(path: string, found: Found, platform: NodeJS.Platform): SettingsFile {
  const { content, mode } = contentOf(path);
  const { value, at } = readYamlFile(content, path);
  const given = value ?? {};
  if (!isRecord(given)) throw new Failure("bad-input", "The settings are not names with values.", { place: at(), hint: "Write them as `data: /srv/countersign`." });
  const placeOf = (name: string) => at(...name.split("."));
  const values = valuesOf(given, (steps) => at(...steps));
  if (found === "folder") refuseServer(values, placeOf);
  // Windows keeps no such mode.
  if (platform !== "win32" && (mode & 0o044) !== 0) refuseClear(path, values, placeOf);
  if (platform !== "win32" && found !== "folder" && (mode & 0o002) !== 0)
    throw new Failure("bad-input", `The settings in ${path} are not taken: everybody may write them.`, { hint: `Run \`chmod o-w ${path}\`.` });
  if (found === "data" && values.has("data"))
    throw new Failure("bad-input", "The file of a data folder cannot name another data folder.", { place: placeOf("data"), hint: "Remove the setting." });
  return { path, found, values, at: placeOf };
}

// One opening for all, so that what was asked about is what is read. A link in a repository can lead to what never ends.
function contentOf(path: string): { readonly content: string; readonly mode: number } {
  let file: number | null = null;
  try {
    file = openSync(path, "r");
    const found = fstatSync(file);
    if (!found.isFile() || found.size > mostBytes) throw unfitFile(path, found.isFile());
    return { content: readFileSync(file, "utf8"), mode: found.mode };
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure("not-found", `The settings file ${path} cannot be read.`, { hint: "Name a file that exists and that this user may read.", cause });
  } finally {
    if (file !== null) closeSync(file);
  }
}

function unfitFile(path: string, isFile: boolean): Failure {
  return new Failure("bad-input", `The settings in ${path} are ${isFile ? `larger than ${mostBytes / 1024} KB` : "no file"}.`, { hint: "Name the right file, or remove it." });
}

function valuesOf(given: Record<string, unknown>, at: (steps: readonly string[]) => Place): ReadonlyMap<string, string> {
  const read = schema.safeParse(given);
  if (!read.success) throw failureOf(read.error.issues, at);
  return new Map(
    Object.entries(read.data).flatMap(([name, value]) =>
      isRecord(value) ? Object.entries(value).map(([inner, each]) => [`${name}.${inner}`, String(each)] as const) : [[name, String(value)] as const],
    ),
  );
}

function failureOf(issues: readonly z.core.$ZodIssue[], at: (steps: readonly string[]) => Place): Failure {
  const all = issues.map((issue) => (issue.code === "unrecognized_keys" ? unknown(issue, at) : unfit(issue, at)));
  const [first] = all.sort(({ place: a }, { place: b }) => (a?.line ?? 0) - (b?.line ?? 0));
  return first ?? new Failure("bad-input", "The settings do not have the form that was expected.");
}

function unknown({ path, keys }: z.core.$ZodIssueUnrecognizedKeys, at: (steps: readonly string[]) => Place): Failure {
  const above = path.map(String);
  const [key = ""] = keys;
  const known = namesUnder(above);
  return new Failure("bad-input", `There is no setting ${JSON.stringify([...above, key].join("."))}.`, {
    place: at([...above, key]),
    hint: didYouMean(key, known, `There are: ${known.join(", ")}.`),
  });
}

function unfit({ path, message }: z.core.$ZodIssue, at: (steps: readonly string[]) => Place): Failure {
  const steps = path.map(String);
  return new Failure("bad-input", `The setting ${steps.join(".")} is not ${message}.`, { place: at(steps), hint: "Mend it or remove it." });
}

function namesUnder([group]: readonly string[]): readonly string[] {
  const inner =
    group === undefined
      ? schema
      : Object.entries(schema.shape)
          .find(([name]) => name === group)?.[1]
          .unwrap();
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

// Whoever writes the change under judgement would choose who signs in, and where the notices go (F02).
function refuseServer(values: ReadonlyMap<string, string>, at: (name: string) => Place): void {
  const name = [...values.keys()].find((each) => Object.hasOwn(serverFileShape, each.split(".")[0] ?? ""));
  if (name === undefined) return;
  throw new Failure("bad-input", `The setting ${name} is not taken from a file in the current folder, because a change under judgement may hold it.`, {
    place: at(name),
    hint: "Move it to the countersign.config.yaml of the data folder, or name its file with --config.",
  });
}

function refuseClear(path: string, values: ReadonlyMap<string, string>, at: (name: string) => Place): void {
  const [name] = clearSecrets(values);
  if (name === undefined) return;
  throw new Failure("bad-input", `The file holds the secret ${name}, and others may read it.`, {
    place: at(name),
    hint: `Run \`chmod 600 ${path}\`, or keep the secret in a file of its own and name that with \`${name}-file\`.`,
  });
}
