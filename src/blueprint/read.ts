import { z } from "zod";
import { sha256 } from "../model/canonical.ts";
import { Failure, type Place } from "../model/failure.ts";
import { type FileLanguage, type JsonSchema, readYaml, schemaFailures } from "../policy/index.ts";
import { checkedFile } from "./checked-file.ts";
import { type FileKind, type FileOf, fileSchemas } from "./files.ts";

/** One file of a blueprint, read and checked for itself. */
export interface LoadedFile<K extends FileKind = FileKind> {
  readonly kind: K;
  /** As sentences call it: `.countersign/charter.yaml`. */
  readonly name: string;
  readonly file: FileOf<K>;
  /** Hex SHA-256 of the file's text. */
  readonly digest: string;
  /** Where a setting stands, or the nearest one above it. */
  at(path: string): Place;
}

/** What was made of a file: its content, or everything that is wrong with it in the order of the file, one `Failure` (`document-invalid`) each. */
export type ReadFile<K extends FileKind> = { readonly loaded: LoadedFile<K> } | { readonly failures: readonly Failure[] };

const called: { readonly [K in FileKind]: string } = {
  blueprint: "A blueprint",
  charter: "A charter",
  delivery: "A delivery framework",
  risks: "A risk register",
  "audit-trail": "An audit-trail design",
  "ai-policy": "An AI policy",
};

/** Path of a file in the repository. */
export function filePath(kind: FileKind): string {
  return `.countersign/${kind}.yaml`;
}

/** Reads one file of a blueprint. Whoever writes to the repository controls it; never throws for what stands in it. */
export function readFileOf<K extends FileKind>(kind: K, text: string, name: string = filePath(kind)): ReadFile<K> {
  try {
    const source = readYaml(text, name);
    const parsed = fileSchemas[kind].safeParse(source.value);
    if (!parsed.success) return { failures: schemaFailures(parsed.error, source, languageOf(kind)) };
    const file = parsed.data as FileOf<K>;
    const at = (path: string) => source.at(path);
    const failures = checkedFile(file, at);
    return failures.length > 0 ? { failures } : { loaded: { kind, name, file, digest: sha256(text), at } };
  } catch (error) {
    if (error instanceof Failure) return { failures: [ofDocument(kind, error)] };
    throw error;
  }
}

/** As `readFileOf`, and throws the first failure with how many more there are. */
export function loadFileOf<K extends FileKind>(kind: K, text: string, name: string = filePath(kind)): LoadedFile<K> {
  const read = readFileOf(kind, text, name);
  if ("loaded" in read) return read.loaded;
  const [first, ...others] = read.failures;
  if (first === undefined) throw new TypeError("a file that was not loaded says why");
  if (others.length === 0) throw first;
  const more = others.length === 1 ? "One more thing is wrong below." : `${others.length} more things are wrong below.`;
  throw new Failure(first.code, first.message, { hint: [first.hint, more].filter(Boolean).join(" "), ...(first.place === undefined ? {} : { place: first.place }) });
}

// The reader of YAML speaks of policies.
function ofDocument(kind: FileKind, { message, hint, place }: Failure): Failure {
  const told = (text: string) => text.replaceAll("policy file", "file").replaceAll("a policy", called[kind].replace(/^A/, "a"));
  return new Failure("document-invalid", told(message), {
    hint: message.endsWith("is empty.") ? `Begin it with \`${kind}: 1\`, or remove it.` : told(hint),
    ...(place === undefined ? {} : { place }),
  });
}

const schemas = new Map<FileKind, JsonSchema>();

/** JSON Schema (draft 2020-12) of a file, for editors; made from the schema that validates it. */
export function fileJsonSchema(kind: FileKind): JsonSchema {
  const kept = schemas.get(kind);
  if (kept !== undefined) return kept;
  const schema = z.toJSONSchema(fileSchemas[kind], { target: "draft-2020-12", io: "input" });
  const made = { ...schema, title: schema.description ?? kind } as JsonSchema;
  schemas.set(kind, made);
  return made;
}

function languageOf(kind: FileKind): FileLanguage {
  return { schema: () => fileJsonSchema(kind), file: called[kind], code: "document-invalid" };
}
