import type { ConstraintLanguage } from "../../model/constraint.ts";

const byEnding: { readonly [ending: string]: ConstraintLanguage } = {
  js: "javascript",
  jsx: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  es: "javascript",
  es6: "javascript",
  jsm: "javascript",
  ts: "typescript",
  mts: "typescript",
  cts: "typescript",
  tsx: "tsx",
  py: "python",
  pyi: "python",
  pyw: "python",
  wsgi: "python",
  java: "java",
  go: "go",
  html: "html",
  htm: "html",
  css: "css",
};

// Files that hold code of these languages inside something that we have no grammar for.
const carriers: { readonly [ending: string]: readonly ConstraintLanguage[] } = {
  vue: ["javascript", "typescript", "tsx", "html", "css"],
  svelte: ["javascript", "typescript", "tsx", "html", "css"],
  astro: ["javascript", "typescript", "tsx", "html", "css"],
  mdx: ["javascript", "tsx"],
  ejs: ["javascript", "html"],
  jsp: ["java", "html"],
  ipynb: ["python"],
};

const spoken: { readonly [name: string]: ConstraintLanguage } = {
  ...Object.fromEntries(["javascript", "typescript", "tsx", "python", "java", "go", "html", "css"].map((name) => [name, name as ConstraintLanguage])),
  js: "javascript",
  jsx: "javascript",
  ts: "typescript",
  py: "python",
  golang: "go",
};

/** A language by the name that a rule gives it, in any case; null for one without a grammar. */
export function languageNamed(name: string): ConstraintLanguage | null {
  const known = name.toLowerCase();
  return Object.hasOwn(spoken, known) ? (spoken[known] ?? null) : null;
}

/** What language a file is in, by its ending, else by who is to run it as its first line says; null for none that rules speak of. */
export function languageOf(path: string, firstLine: string): ConstraintLanguage | null {
  const ending = endingOf(path);
  if (ending !== null && Object.hasOwn(byEnding, ending)) return byEnding[ending] ?? null;
  const [, runner = ""] = /^#!.{0,200}?\b(node|bun|deno|python|ts-node|tsx)[\d.]*\b/.exec(firstLine) ?? [];
  if (runner === "") return null;
  return runner === "python" ? "python" : runner === "node" || runner === "bun" ? "javascript" : "typescript";
}

/** The languages that a file holds without being in one of them; empty for all but notebooks, components, and pages with a script in them. */
export function carriedBy(path: string, bytes: Uint8Array): readonly ConstraintLanguage[] {
  const ending = endingOf(path);
  if (ending === "html" || ending === "htm") return holdsScript(Buffer.from(bytes).toString("latin1").toLowerCase()) ? ["javascript"] : [];
  return ending !== null && Object.hasOwn(carriers, ending) ? (carriers[ending] ?? []) : [];
}

// Once through the page, whatever stands in it.
function holdsScript(page: string): boolean {
  for (let at = page.indexOf("<script"); at !== -1; at = page.indexOf("<script", at)) {
    at = page.indexOf(">", at) + 1;
    if (at === 0) return false;
    while (/\s/.test(page.charAt(at))) at++;
    if (at < page.length && page.charAt(at) !== "<") return true;
  }
  return false;
}

function endingOf(path: string): string | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? null : name.slice(dot + 1).toLowerCase();
}
