import parse, { type Info } from "spdx-expression-parse";

/**
 * Whether a licence, as its package declares it, is one of those that need no word: of an expression with OR one alternative, with AND every part. What is no expression of
 * SPDX has to be listed word by word. Whoever publishes the package writes the text.
 */
export function satisfies(declared: string, licences: readonly string[]): boolean {
  if (licences.includes(declared)) return true;
  const expression = declared.length > 1_000 ? null : parsed(declared);
  return expression !== null && holds(expression, licences);
}

function parsed(text: string): Info | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

// An exception only ever permits more.
function holds(expression: Info, licences: readonly string[]): boolean {
  if ("license" in expression) return licences.includes(expression.license);
  const [left, right] = [holds(expression.left, licences), holds(expression.right, licences)];
  return expression.conjunction === "and" ? left && right : left || right;
}
