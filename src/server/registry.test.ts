import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { AnyRoute } from "./route.ts";
import { routes } from "./routes/index.ts";

const folder = fileURLToPath(new URL("./routes/", import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && name !== "index.ts");
const all = Object.entries<AnyRoute>(routes);

const isRoute = (value: unknown): value is AnyRoute => typeof value === "object" && value !== null && "access" in value && "path" in value && "handle" in value;
const namesIn = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

/** Places of a JSON Schema where as much may stand as a body holds. */
function endlessIn(schema: unknown, at = ""): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const given = Object.fromEntries(Object.entries(schema));
  const bounded = ["maxLength", "enum", "const", "pattern", "format"].some((name) => name in given);
  const endless = (given["type"] === "string" && !bounded) || (given["type"] === "array" && !("maxItems" in given));
  return [...(endless ? [at] : []), ...Object.entries(given).flatMap(([name, value]) => endlessIn(value, `${at}/${name}`))];
}

describe("the registry of operations", () => {
  it("holds every operation of the folder, and no other, under its own id", async () => {
    const exported: AnyRoute[] = [];
    for (const file of files) {
      const path = `${folder}${file}`;
      exported.push(...Object.values((await import(path)) as Record<string, unknown>).filter(isRoute));
    }
    expect(all.map(([, route]) => route.id).sort()).toEqual(exported.map(({ id }) => id).sort());
    expect(all.map(([id]) => id)).toEqual(all.map(([, { id }]) => id));
  });

  it("has each id and each method with its path once", () => {
    const places = all.map(([, { method, path }]) => `${method} ${path.replace(/\{\w+\}/g, "{}")}`);
    expect(places.filter((place, at) => places.indexOf(place) !== at)).toEqual([]);
  });

  it.each(all)("%s names the parameters of its path, and takes no body that a browser would not send", (id, route) => {
    const { properties = {} } = z.toJSONSchema(route.params, { io: "input", unrepresentable: "any" }) as { properties?: object };
    expect(Object.keys(properties).sort()).toEqual(namesIn(route.path).sort());
    const takesBody = route.kind === "json" ? route.body !== null : route.takes !== null;
    expect(takesBody && (route.method === "GET" || route.method === "DELETE")).toBe(false);
    expect(id).toMatch(/^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*)*$/);
    expect(route.summary).toMatch(/\.$/);
  });

  it.each(all)("%s takes no text and no list without an end (G19)", (_, route) => {
    const sent = [route.params, route.query, ...(route.kind === "json" && route.body !== null ? [route.body] : [])];
    expect(sent.flatMap((schema) => endlessIn(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })))).toEqual([]);
  });

  it.each(all)("%s refuses what it does not know in its query, but for what a provider adds", (id, { query }) => {
    const { additionalProperties } = z.toJSONSchema(query, { io: "input", unrepresentable: "any" });
    expect(additionalProperties === false || id === "provider.back").toBe(true);
  });
});
