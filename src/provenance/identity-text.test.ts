import { expect, it } from "vitest";
import { identityOf } from "./identity-text.ts";

it.each([
  ["Ana Costa <Ana@Northwind.example>", { name: "Ana Costa", email: "ana@northwind.example" }],
  ["Claude <noreply@anthropic.com> <ana@northwind.example>", { name: "Claude <noreply@anthropic.com>", email: "ana@northwind.example" }],
  ["ana@northwind.example", { name: "", email: "ana@northwind.example" }],
  ["Ana Costa", { name: "Ana Costa", email: "" }],
  ["<>", { name: "", email: "" }],
])("%s is an identity", (text, identity) => {
  expect(identityOf(text)).toEqual(identity);
});
