import { expect, it } from "vitest";
import { pathText } from "./path-text.ts";

it("decodes UTF-8 and keeps a byte order mark", () => {
  expect(pathText(Buffer.from("src/café.ts"))).toBe("src/café.ts");
  expect(pathText(Buffer.from("efbbbf61", "hex"))).toBe("\ufeffa");
});

it.each([
  ["61ff62", "a\\xffb"],
  ["c3", "\\xc3"],
  ["c328", "\\xc3("],
  ["e282", "\\xe2\\x82"],
  ["eda080", "\\xed\\xa0\\x80"],
  ["ffc3a9", "\\xffé"],
  ["fff09f9880", "\\xff😀"],
])("each byte of %s that is not UTF-8 stands by itself", (hex, text) => {
  expect(pathText(Buffer.from(hex, "hex"))).toBe(text);
});
