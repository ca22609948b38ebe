import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openApiDocument, shapes } from "./openapi.ts";
import { serverFiles } from "./reference.ts";
import type { AnyRoute } from "./route.ts";
import { routes } from "./routes/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly security: readonly Record<string, readonly string[]>[];
  readonly responses: Record<string, unknown>;
  readonly "x-access": unknown;
}

const document = openApiDocument() as unknown as {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, unknown>; readonly responses: Record<string, unknown>; readonly securitySchemes: Record<string, unknown> };
};
const all = Object.values<AnyRoute>(routes);
const operationOf = ({ path, method }: AnyRoute) => document.paths[path]?.[method.toLowerCase()];

describe("what is generated from the registry", () => {
  it.each([...serverFiles()])("%s is what `node tools/reference.ts` writes", (path, text) => {
    expect(readFileSync(join(root, path), "utf8")).toBe(text);
  });
});

describe("the OpenAPI document", () => {
  it("has every operation of the registry and no other", () => {
    const described = Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    expect(described.sort()).toEqual(all.map(({ id }) => id).sort());
  });

  it.each(all)("$id says who may call it, what it takes, and that it may answer with a problem", (route) => {
    const operation = operationOf(route);
    expect(operation?.["x-access"]).toEqual(route.access);
    expect(operation?.parameters.filter((each) => each.in === "path").map(({ name, required }) => [name, required])).toEqual(
      [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, true]),
    );
    expect(operation?.responses["default"]).toEqual({ $ref: "#/components/responses/Problem" });
    const scope = route.access.who === "reader" || route.access.who === "actor" ? route.access.scope : undefined;
    const expected = route.access.who === "anyone" ? [] : [{ cookie: [] }, ...(scope === undefined ? [] : [{ bearer: [scope] }])];
    expect(operation?.security).toEqual(expected);
  });

  it("has a name for every shape, of whichever file", () => {
    const files = readdirSync(join(root, "src/server/shapes")).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
    expect(Object.keys(shapes)).toHaveLength(files.length);
    const names = Object.values(shapes).flatMap((file) => Object.keys(file));
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it("names nothing that it does not hold", () => {
    const named = new Set([...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? ""));
    const held = (reference: string) =>
      reference
        .slice(2)
        .split("/")
        .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document);
    expect([...named].filter((reference) => held(reference) === undefined)).toEqual([]);
    expect(named.size).toBeGreaterThan(0);
  });
});
