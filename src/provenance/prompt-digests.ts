import { mostPrompts, type PromptDigests } from "../model/change.ts";

/** Where the record of a session in a git-ai note holds the salted digests of its prompts: among `custom_attributes`, whose values are texts there, and which git-ai carries along unread. */
export const promptAttribute = "dev.countersign.prompts";

/** Digests that one session has in one note. */
export const mostInSession = 64;

const form = new RegExp(`^[0-9a-f]{64}(?: [0-9a-f]{64}){0,${mostInSession - 1}}$`);

/** The digests that an attribute holds; null for anything but as many as a session may have, each 64 hexadecimal digits, with one space in between: then nothing of it is taken, since whoever wrote the note could put anything there. */
export function promptsIn(attribute: unknown): readonly string[] | null {
  // Measured first: a pattern reads all of a text.
  return typeof attribute === "string" && attribute.length < mostInSession * 65 && form.test(attribute) ? attribute.split(" ") : null;
}

/** What the digests of a change's notes come to: each once, in the order of their digits, and how many more there are than a fact takes. Null for none. */
export function promptsOfChange(digests: Iterable<string>): PromptDigests | null {
  const all = [...new Set(digests)].sort();
  return all.length === 0 ? null : { digests: all.slice(0, mostPrompts), leftOut: Math.max(0, all.length - mostPrompts) };
}
