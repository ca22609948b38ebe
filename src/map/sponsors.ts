import { identityOf, isMachine } from "../provenance/index.ts";

/** Whether whom evidence names as a sponsor may be a person: a tool's address, no name at all, and the `unknown <>` that recorders write where they know nobody, answer for nothing. */
export function isPerson(text: string): boolean {
  const { name, email } = identityOf(text);
  return email === "" ? !["", "unknown"].includes(name.toLowerCase()) : !isMachine({ name, email });
}
