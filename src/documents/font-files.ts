import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { unwrapped } from "./woff.ts";

export const faces = ["text", "strong", "em", "code"] as const;
export type Face = (typeof faces)[number];

const files = {
  text: { family: "source-sans-3", style: "400-normal" },
  strong: { family: "source-sans-3", style: "600-normal" },
  em: { family: "source-sans-3", style: "400-italic" },
  code: { family: "source-code-pro", style: "400-normal" },
} as const satisfies { readonly [face in Face]: { readonly family: string; readonly style: string } };

/** Each face is cut into files by script; a character is in the first of these that has it. */
export const scripts = ["latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext"] as const;
export type Script = (typeof scripts)[number];

export function fontFile(face: Face, script: Script): string {
  const { family, style } = files[face];
  return `${family}-${script}-${style}.woff`;
}

const kept = new Map<string, Buffer>();

/** One file of a face, as a font without its wrapper. The published program has the files beside itself; a checkout has the packages that they come from. */
export function fontBytes(face: Face, script: Script): Buffer {
  const name = fontFile(face, script);
  const bytes = kept.get(name) ?? unwrapped(readFileSync(placeOf(files[face].family, name)));
  kept.set(name, bytes);
  return bytes;
}

function placeOf(family: string, name: string): string {
  const beside = fileURLToPath(new URL(`./fonts/${name}`, import.meta.url));
  if (existsSync(beside)) return beside;
  return join(dirname(createRequire(import.meta.url).resolve(`@fontsource/${family}/package.json`)), "files", name);
}
