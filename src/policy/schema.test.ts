import { expect, test } from "vitest";
import { keysAt, policyJsonSchema, policyLanguage } from "./schema.ts";

test("the schema for editors is JSON Schema 2020-12, closed, and says what each setting means", () => {
  const schema = policyJsonSchema();
  expect(schema["$schema"]).toBe("https://json-schema.org/draft/2020-12/schema");
  expect(schema["required"]).toEqual(["policy", "version"]);
  expect(schema.additionalProperties).toBe(false);
  expect(schema.properties?.["waivers"]).toMatchObject({ items: { required: ["id", "rule", "reason", "risk", "approved-by", "expires"] } });
  expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
});

test("it knows the keys of every place, through names, lists and alternatives", () => {
  expect(keysAt(["criteria", "any-name"], policyLanguage)).toEqual(["check", "says", "ask", "link"]);
  expect(keysAt(["tiers", "x", "approvals", "high"], policyLanguage)).toEqual(["count", "qualification", "role", "signature"]);
  expect(keysAt(["ai", "tools", 3, "conditions"], policyLanguage)).toEqual(["data", "modes", "not-paths", "account"]);
  expect(keysAt(["no", "such", "place"], policyLanguage)).toEqual([]);
});
