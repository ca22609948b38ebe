/**
 * The RFC 8785 form of a JSON value, as the browser itself makes it: what is signed is compared with what is shown, and nothing of that comparison comes from the server.
 * Throws a `TypeError` for what JSON cannot hold.
 */
export function canonicalText(value: unknown): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return numberText(value);
  if (typeof value === "string") return stringText(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (typeof value === "object") return objectText(value);
  throw new TypeError(`a ${typeof value} has no JSON form`);
}

// Both as ECMAScript writes them, which is what RFC 8785 §3.2.2 asks for.
function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`the number ${value} has no JSON form`);
  return JSON.stringify(value);
}

function stringText(value: string): string {
  if (!value.isWellFormed()) throw new TypeError("a string with half of a surrogate pair has no canonical form");
  return JSON.stringify(value);
}

// Members in the order of their UTF-16 code units (§3.2.3), which is the order of `sort` without a comparison.
function objectText(value: object): string {
  const members = Object.entries(value).map(([name, member]) => [name, canonicalText(member)] as const);
  const order = members.map(([name]) => name).sort();
  const written = new Map(members);
  return `{${order.map((name) => `${stringText(name)}:${written.get(name)}`).join(",")}}`;
}
