import { z } from "zod";
import type { FailureCode } from "../model/failure.ts";
import { policyFileSchema } from "../model/policy.ts";

export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly description?: string;
}

/** JSON Schema (draft 2020-12) of a policy file, for editors; made from the schema that validates it. */
export function policyJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(policyFileSchema, { target: "draft-2020-12", io: "input" });
  return { ...schema, title: "Countersign policy" } as JsonSchema;
}

/** A language in which people write a file: what may stand in it, and how sentences call such a file. */
export interface FileLanguage {
  readonly schema: () => JsonSchema;
  /** `A policy`. */
  readonly file: string;
  readonly code: FailureCode;
}

let kept: JsonSchema | null = null;

export const policyLanguage: FileLanguage = {
  schema: () => {
    kept ??= policyJsonSchema();
    return kept;
  },
  file: "A policy",
  code: "policy-invalid",
};

/** What the schema says about a path of a file; several answers where it depends on the shape that was chosen above. */
export function schemasAt(path: readonly (string | number)[], { schema: root }: FileLanguage): readonly JsonSchema[] {
  return path.reduce<readonly JsonSchema[]>((schemas, step) => schemas.flatMap((schema) => branches(schema).flatMap((branch) => below(branch, step))), [root()]);
}

/** The keys that are known at a path of a file. */
export function keysAt(path: readonly (string | number)[], language: FileLanguage): string[] {
  return [
    ...new Set(
      schemasAt(path, language)
        .flatMap(branches)
        .flatMap((schema) => Object.keys(schema.properties ?? {})),
    ),
  ];
}

function branches(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap(branches);
}

function below(schema: JsonSchema, step: string | number): readonly JsonSchema[] {
  if (typeof step === "number") return schema.items === undefined ? [] : [schema.items];
  const property = schema.properties !== undefined && Object.hasOwn(schema.properties, step) ? schema.properties[step] : undefined;
  if (property !== undefined) return [property];
  return typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : [];
}
