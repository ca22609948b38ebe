import { z } from "zod";
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

let kept: JsonSchema | null = null;

/** What the schema says about a path of a file; several answers where it depends on the shape that was chosen above. */
export function schemasAt(path: readonly (string | number)[]): readonly JsonSchema[] {
  kept ??= policyJsonSchema();
  return path.reduce<readonly JsonSchema[]>((schemas, step) => schemas.flatMap((schema) => branches(schema).flatMap((branch) => below(branch, step))), [kept]);
}

/** The keys that are known at a path of a file. */
export function keysAt(path: readonly (string | number)[]): string[] {
  return [
    ...new Set(
      schemasAt(path)
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
