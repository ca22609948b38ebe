import { inline } from "./markdown.ts";

export function peopleText(people: readonly string[], nobody: string): string {
  return people.length === 0 ? nobody : people.map(inline).join(", ");
}

/** A cell that comes down to nobody, so that no reader overlooks it. */
export function unresolved(says: string): string {
  return `**unresolved: ${inline(says.replace(/\.$/, ""))}**`;
}
