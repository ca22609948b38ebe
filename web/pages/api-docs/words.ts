/** What the pages read of the OpenAPI document: our own server writes it, from the schemas that it validates with. */
export interface Document {
  readonly info: { readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly description?: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly default?: unknown;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

export interface Listed extends Operation {
  readonly method: string;
  readonly path: string;
}

/** Operations by group, in the document's order. */
export function groupsOf({ paths }: Document): readonly (readonly [group: string, operations: readonly Listed[]])[] {
  const all = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })));
  return [...Map.groupBy(all, ({ tags }) => tags[0] ?? "")].sort(([a], [b]) => a.localeCompare(b));
}

/** `signIn` as it is read: `sign in`. */
export function groupWord(group: string): string {
  return group.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** Whether an operation has every word of the filter in its id, path or sentence. */
export function matchesOperation({ operationId, method, path, summary, description }: Listed, filter: string): boolean {
  const text = `${operationId} ${method} ${path} ${summary} ${description}`.toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** One member of an object, for a line of the documentation. */
export interface Member {
  readonly path: string;
  readonly says: string;
  readonly required: boolean;
}

/** The members of a schema, those of objects inside it with their path: `change.title`, `items[].id`. */
export function membersOf(schema: Schema, document: Document, path = "", required = true, depth = 0): readonly Member[] {
  const { resolved, nullable } = plainOf(schema, document);
  const own: readonly Member[] = path === "" ? [] : [{ path, says: typeWords(resolved, nullable), required }];
  if (depth > 6) return own;
  if (resolved.items !== undefined) {
    const inner = membersOf(resolved.items, document, `${path}[]`, true, depth + 1);
    return [...own, ...inner.slice(1)];
  }
  const members = Object.entries(resolved.properties ?? {}).flatMap(([name, each]) =>
    membersOf(each, document, path === "" ? name : `${path}.${name}`, resolved.required?.includes(name) ?? false, depth + 1),
  );
  return [...own, ...members];
}

// `null` beside one other schema is that schema, which may be null.
function plainOf(schema: Schema, document: Document): { readonly resolved: Schema; readonly nullable: boolean } {
  const name = schema.$ref?.split("/").at(-1);
  const named = name === undefined ? schema : (document.components.schemas[name] ?? {});
  const others = named.anyOf?.filter(({ type }) => type !== "null");
  const [only] = others ?? [];
  if (only === undefined || others === undefined || others.length !== 1) return { resolved: named, nullable: false };
  return {
    resolved: { ...plainOf(only, document).resolved, ...(named.description === undefined ? {} : { description: named.description }) },
    nullable: others.length !== named.anyOf?.length,
  };
}

/** A schema in words: `list of text`, `one of allow, wait, deny`, `whole number from 0, or null`. */
export function typeWords(schema: Schema, nullable = false): string {
  const words = [nullable ? `${kindOf(schema)}, or null` : kindOf(schema), ...limitsOf(schema), schema.description === undefined ? "" : schema.description];
  return words.filter((word) => word !== "").join("; ");
}

function kindOf(schema: Schema): string {
  if (schema.const !== undefined) return `always ${JSON.stringify(schema.const)}`;
  if (schema.enum !== undefined) return `one of ${schema.enum.join(", ")}`;
  const several = schema.anyOf ?? schema.oneOf;
  if (several !== undefined) return several.map((each) => kindOf(each)).join(" or ");
  if (typeof schema.type === "object") return schema.type.map((type) => kindOf({ ...schema, type })).join(", or ");
  if (schema.type === "array") return schema.items === undefined ? "list" : `list of ${kindOf(schema.items)}`;
  const plain: Readonly<Record<string, string>> = {
    string: schema.format === "date" ? "day" : "text",
    integer: "whole number",
    number: "number",
    boolean: "yes or no",
    object: "object",
    null: "null",
  };
  return typeof schema.type === "string" ? (plain[schema.type] ?? schema.type) : schema.$ref === undefined ? "anything" : "object";
}

function limitsOf({ minimum, maximum, maxLength, default: standard }: Schema): readonly string[] {
  const whole = (bound: number | undefined) => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  return [
    ...(whole(minimum) ? [`from ${minimum}`] : []),
    ...(whole(maximum) ? [`to ${maximum?.toLocaleString("en-GB")}`] : []),
    ...(maxLength === undefined ? [] : [`at most ${maxLength.toLocaleString("en-GB")} characters`]),
    ...(standard === undefined ? [] : [`${JSON.stringify(standard)} without it`]),
  ];
}
