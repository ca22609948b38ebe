import type { Identity } from "../model/change.ts";

/**
 * `Name <email>`, an address alone, or a name alone, as an identity. The address is what follows the last `<` of a text that ends in
 * `>`; taken apart with string functions, since one expression for name and address together is quadratic on hostile input.
 */
export function identityOf(text: string): Identity {
  const trimmed = text.trim();
  const open = trimmed.lastIndexOf("<");
  if (trimmed.endsWith(">") && open >= 0)
    return {
      name: trimmed.slice(0, open).trim(),
      email: trimmed
        .slice(open + 1, -1)
        .trim()
        .toLowerCase(),
    };
  return trimmed.includes("@") && !trimmed.includes(" ") ? { name: "", email: trimmed.toLowerCase() } : { name: trimmed, email: "" };
}
