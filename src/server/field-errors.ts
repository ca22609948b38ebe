import type { z } from "zod";
import type { Problem } from "./problem.ts";

type Issue = z.core.$ZodIssue;
type FieldError = NonNullable<Problem["errors"]>[number];

const mostErrors = 20;
const kinds: { readonly [expected: string]: string } = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};
const formats: { readonly [format: string]: string } = {
  date: "a day, written as 2027-01-31",
  datetime: "a time, written as 2027-01-31T12:00:00Z",
  url: "an address",
  email: "an e-mail address",
};

/** What is wrong with what was sent, one plain sentence a field: what it is and what was expected. `at` names the field (`body.emails.0`). */
export function fieldErrors({ issues }: z.core.$ZodError, value: unknown, what: string): FieldError[] {
  return issues
    .flatMap((issue) => errorsOf(issue, [], value))
    .slice(0, mostErrors)
    .map(({ at, says }) => ({ at: [what, ...at].join(".").slice(0, 200), says: says.slice(0, 300) }));
}

interface Located {
  readonly at: readonly string[];
  readonly says: string;
}

function errorsOf(issue: Issue, above: readonly string[], root: unknown): Located[] {
  const at = [...above, ...issue.path.map(String)];
  if (issue.code !== "invalid_union") return [{ at, says: sentenceOf(issue, valueAt(root, at)) }];
  // Of several forms the one that the value has the kind of says more than all of them.
  const branch = issue.errors.find((inner) => !inner.some(({ code, path }) => (code === "invalid_type" || code === "invalid_value") && path.length === 0));
  return branch === undefined
    ? [{ at, says: valueAt(root, at) === undefined ? "It is missing." : "It has none of the forms that are taken here." }]
    : branch.flatMap((inner) => errorsOf(inner, at, root));
}

function sentenceOf(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      return value === undefined ? "It is missing." : `It has to be ${kinds[issue.expected] ?? issue.expected}.`;
    case "invalid_value":
      return value === undefined ? "It is missing." : `It has to be ${issue.values.length === 1 ? "" : "one of "}${issue.values.join(", ")}.`;
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return `It ${takes(issue.origin)} at most ${String(issue.maximum)}${unitOf(issue.origin)}.`;
    case "invalid_format":
      return `It has to be ${formats[issue.format] ?? "of the form that the documentation of the API gives"}.`;
    case "unrecognized_keys":
      return `There is no ${issue.keys.join(", ")} here.`;
    case "custom":
      return issue.message;
    default:
      return "It does not have the form that was expected.";
  }
}

function tooSmall({ origin, minimum }: z.core.$ZodIssueTooSmall): string {
  if (Number(minimum) === 1 && origin === "string") return "It is empty.";
  if (Number(minimum) === 1 && origin === "array") return "It needs at least one.";
  return `It ${needs(origin)} at least ${String(minimum)}${unitOf(origin)}.`;
}

function isCounted(origin: string): boolean {
  return origin === "string" || origin === "array" || origin === "set";
}

function takes(origin: string): string {
  return isCounted(origin) ? "takes" : "may be";
}

function needs(origin: string): string {
  return isCounted(origin) ? "needs" : "has to be";
}

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" || origin === "set" ? " entries" : "";
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, step) => (typeof value === "object" && value !== null && Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined), root);
}
