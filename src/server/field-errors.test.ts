import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fieldErrors } from "./field-errors.ts";

const schema = z.strictObject({
  name: z.string().min(1).max(5),
  code: z.string().min(3).optional(),
  emails: z.array(z.string()).min(1).max(2),
  kind: z.enum(["person", "agent"]),
  until: z.iso.date().optional(),
  count: z.int().max(9).optional(),
  declared: z.union([z.literal("none"), z.array(z.strictObject({ tool: z.string() }))]).optional(),
  heirs: z
    .record(z.string(), z.string())
    .refine((given) => Object.keys(given).length < 2, "It names more than one role.")
    .optional(),
});

const good = { name: "Ana", emails: ["a"], kind: "person" };

function saysOf(value: unknown): [at: string, says: string][] {
  const read = schema.safeParse(value);
  return read.success ? [] : fieldErrors(read.error, value, "body").map(({ at, says }) => [at, says]);
}

describe("what is wrong with a body", () => {
  it.each<[string, object, string, string]>([
    ["a text that is empty", { name: "" }, "body.name", "It is empty."],
    ["a text that is too long", { name: "Ana Costa" }, "body.name", "It takes at most 5 characters."],
    ["a text that is too short", { code: "a" }, "body.code", "It needs at least 3 characters."],
    ["another kind", { name: 7 }, "body.name", "It has to be a text."],
    ["what is missing", { name: undefined }, "body.name", "It is missing."],
    ["a choice that is missing", { kind: undefined }, "body.kind", "It is missing."],
    ["a word that is none of those", { kind: "robot" }, "body.kind", "It has to be one of person, agent."],
    ["an empty list", { emails: [] }, "body.emails", "It needs at least one."],
    ["a list that is too long", { emails: ["a", "b", "c"] }, "body.emails", "It takes at most 2 entries."],
    ["an entry of a list", { emails: ["a", null] }, "body.emails.1", "It has to be a text."],
    ["no day", { until: "tomorrow" }, "body.until", "It has to be a day, written as 2027-01-31."],
    ["no whole number", { count: 1.5 }, "body.count", "It has to be a whole number."],
    ["a number that is too large", { count: 10 }, "body.count", "It may be at most 9."],
    ["one form of two", { declared: [{ tool: 7 }] }, "body.declared.0.tool", "It has to be a text."],
    ["none of two forms", { declared: 7 }, "body.declared", "It has none of the forms that are taken here."],
    ["a rule of its own", { heirs: { a: "x", b: "y" } }, "body.heirs", "It names more than one role."],
    ["a field that is not there", { naem: "x" }, "body", "There is no naem here."],
  ])("is said in one plain sentence at its field: %s", (_, part, at, says) => {
    expect(saysOf({ ...good, ...part })).toEqual([[at, says]]);
  });

  it("is said of the whole where no field is there", () => {
    expect(saysOf([])).toEqual([["body", "It has to be an object."]]);
  });
});

describe("hints", () => {
  it("name no flag of the command line, because the pages and the API show them as well", () => {
    const source = fileURLToPath(new URL("..", import.meta.url));
    const rooms = ["model", "git", "provenance", "evidence", "checks", "policy", "gate", "ledger", "store", "workflow", "reading", "server"];
    const files = rooms.flatMap((room) => readdirSync(`${source}${room}`, { recursive: true, encoding: "utf8" }).map((name) => `${room}/${name}`));
    // What a server says that cannot start goes to a terminal; verifying an export and making the sample have no page.
    const elsewhere = new Set(["server/server.ts", "workflow/verify.ts", "workflow/sample.ts"]);
    const named = files
      .filter((name) => /(?<!\.test)\.ts$/.test(name) && !elsewhere.has(name))
      .flatMap((name) =>
        [...readFileSync(source + name, "utf8").matchAll(/hint: (["`])(.*?)\1/g)].map(([, , hint = ""]) => ({ name, hint: hint.replace(/\\?`(?:git|countersign) [^`]*`/g, "") })),
      )
      .filter(({ hint }) => /(?:^|\s)--[a-z]/.test(hint));
    expect(named).toEqual([]);
  });
});
