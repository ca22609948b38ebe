import { createRequire } from "node:module";
import { dirname } from "node:path";
import type { Options, Project } from "./typescript-projects.ts";

/** A package of types of Node.js. */
export interface NodeTypes {
  readonly folder: string;
  readonly version: string;
}

/** Our own, for JavaScript, which compiles without any; null where they are not installed. */
export function ownNodeTypes(): NodeTypes | null {
  const require = createRequire(import.meta.url);
  try {
    const manifest = require.resolve("@types/node/package.json");
    return { folder: dirname(manifest), version: String((require(manifest) as { version?: unknown }).version) };
  } catch {
    return null;
  }
}

/** Compiler options of a configuration of ours. Folders in them are absolute. */
export type Settings = Readonly<Record<string, unknown>>;

// What a project may decide: what names mean, and nothing that writes a file. `tsBuildInfoFile` and `generateTrace` would write wherever the change
// says, even with `noEmit`; so what is not in this list never reaches the compiler.
const kept = [
  ...["lib", "target", "module", "moduleResolution", "moduleDetection", "moduleSuffixes", "customConditions", "paths", "rootDirs", "types", "typeRoots"],
  ...["jsx", "jsxImportSource", "jsxFactory", "jsxFragmentFactory", "reactNamespace", "allowJs", "preserveSymlinks", "allowUmdGlobalAccess"],
  ...["strict", "noImplicitAny", "strictNullChecks", "strictFunctionTypes", "strictBindCallApply", "strictPropertyInitialization", "noImplicitThis", "strictBuiltinIteratorReturn"],
  ...["useUnknownInCatchVariables", "exactOptionalPropertyTypes", "noUncheckedIndexedAccess", "experimentalDecorators", "emitDecoratorMetadata", "useDefineForClassFields"],
  ...["resolvePackageJsonExports", "resolvePackageJsonImports", "allowSyntheticDefaultImports"],
];

const always: Settings = {
  noEmit: true,
  incremental: false,
  composite: false,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  checkJs: false,
};

/** The project's own, with what our compiler no longer takes in the words of what it does. */
export function typescriptSettings({ options }: Project, strictByDefault: boolean): Settings {
  return { ...(strictByDefault ? {} : { strict: false }), types: ["*"], ...spoken(picked(options, kept)), ...always };
}

/** Loose, so that what the compiler only guesses of JavaScript is not held against it; but it says which modules have no types. */
export function javascriptSettings({ options }: Project, nodeTypes: NodeTypes | null): Settings {
  return { ...loose(options), ...always, types: ["*", ...(nodeTypes === null ? [] : [nodeTypes.folder])], allowJs: true, checkJs: true, noImplicitAny: true };
}

/** When the project's settings keep the compiler from looking. */
export function lenientSettings({ options }: Project, language: "typescript" | "javascript"): Settings {
  const settings = { ...loose(options), ...always };
  return language === "javascript" ? { ...settings, allowJs: true, checkJs: true, noImplicitAny: true } : settings;
}

function loose(options: Options): Settings {
  return {
    strict: false,
    target: "esnext",
    module: "preserve",
    moduleResolution: "bundler",
    types: ["*"],
    jsx: "preserve",
    ...picked(options, ["paths", "rootDirs", "jsxImportSource"]),
  };
}

function picked(options: Options, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(options, name) ? [[name, options[name]]] : [])));
}

function spoken(options: Record<string, unknown>): Settings {
  const word = (name: string) => String(options[name] ?? "").toLowerCase();
  const old: Record<string, unknown> = {};
  if (/^es[35]$/.test(word("target"))) old["target"] = "es2015";
  if (/^(?:amd|umd|system|none)$/.test(word("module"))) old["module"] = "preserve";
  if (/^(?:node|node10|classic)$/.test(word("moduleResolution"))) old["moduleResolution"] = "bundler";
  if (options["allowSyntheticDefaultImports"] === false) old["allowSyntheticDefaultImports"] = true;
  return { ...options, ...old };
}
