import type { z } from "zod";
import { Halt, quoted } from "./outcome.ts";

/** Where a value stands in its document. */
export type Place = readonly PropertyKey[];

/** The value in the shape of its format. Throws `Halt` (`corrupt`) with a JSON pointer to the first place that breaks it; `called` is the format for the sentence. */
export function inShape<T>(schema: z.ZodType<T>, value: unknown, called: string, at: Place = []): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw misshapen([...at, ...(issue?.path ?? [])], `${quoted(issue?.message ?? "wrong")}; it does not keep to the shape of ${called}`);
}

/** `corrupt`, with a JSON pointer. */
export function misshapen(at: Place, what: string): Halt {
  return new Halt("corrupt", `At ${quoted(pointer(at))}: ${what}.`);
}

function pointer(at: Place): string {
  return at.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("") || "/";
}
