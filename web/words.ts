/** `1 change`, `2 changes`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}

/** `38 of 40 (95 %)`: a share never stands without its numbers. */
export function shareOf(part: number, whole: number): string {
  return whole === 0 ? "none" : `${part.toLocaleString("en-GB")} of ${whole.toLocaleString("en-GB")} (${percent(part, whole)})`;
}

/** Whole per cent; what is there never reads as 0 %, and what is missing never as 100 %. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "0 %";
  const exact = (part / whole) * 100;
  if (part > 0 && exact < 1) return "under 1 %";
  if (part < whole && exact > 99) return "over 99 %";
  return `${Math.round(exact)} %`;
}

/** `Ana Costa, Bo Lindqvist or Chen Wei`. */
export function either(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "nobody") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** `reviewer, auditor and release manager`. */
export function together(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "nobody") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** A name of the policy or the API as it is read: `code-review` is `code review`. */
export function spaced(name: string): string {
  return name.replaceAll("-", " ");
}

interface RoleWords {
  readonly name: string;
  /** What it is for. */
  readonly says: string;
}

/** The roles that the product itself knows, as every page names them. */
const knownRoles: ReadonlyMap<string, RoleWords> = new Map([
  ["administrator", { name: "administrator", says: "enrols people and projects, issues tokens" }],
  ["policy-owner", { name: "policy owner", says: "puts policies in force" }],
  ["engineering-lead", { name: "engineering lead", says: "answers for the team; takes what others are unsure about" }],
  ["reviewer", { name: "reviewer", says: "judges changes" }],
  ["release-manager", { name: "release manager", says: "releases to an environment" }],
  ["project-manager", { name: "project manager", says: "sees that changes move" }],
  ["auditor", { name: "auditor", says: "reads everything and changes nothing" }],
]);

/** The codes of the roles that the product knows, in their order. */
export const usualRoles: readonly string[] = [...knownRoles.keys()];

/** A role as it is read, also one that only a policy names. */
export function roleName(role: string): string {
  return knownRoles.get(role)?.name ?? spaced(role);
}

/** What a role is for; nothing of one that only a policy names. */
export function roleSays(role: string): string | undefined {
  return knownRoles.get(role)?.says;
}
