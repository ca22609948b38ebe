export type JsonObject = Readonly<Record<string, unknown>>;

/** Null for what is no object. */
export function object(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** The object's own member; `constructor` finds nothing. */
export function member(from: JsonObject | null, key: string): unknown {
  return from !== null && Object.hasOwn(from, key) ? from[key] : undefined;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Null for what is no text, or an empty one. */
export function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export function integer(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) ? value : null;
}

/** The JSON value of a text; undefined when it is none. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
