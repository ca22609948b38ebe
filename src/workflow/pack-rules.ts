import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Pack, type PackLanguage, packLanguages } from "../blueprint/index.ts";
import type { Languages } from "./detect-languages.ts";
import { startersOf } from "./starter-constraints.ts";

/** A constraint with its rule, as it is written beside a policy. */
export interface WrittenConstraint {
  readonly id: string;
  readonly why: string;
  readonly severity: "deny" | "ask" | "warn";
  /** Path beside the policy. */
  readonly path: string;
  readonly text: string;
}

const folder = fileURLToPath(new URL("../blueprint/packs/rules/", import.meta.url));

const carriers: Readonly<Record<string, PackLanguage>> = {
  JavaScript: "javascript",
  TypeScript: "javascript",
  Vue: "javascript",
  Svelte: "javascript",
  Python: "python",
  Java: "java",
};

/** The constraints of a pack in the languages of a repository; in all of them where it holds no code yet. */
export async function constraintsOf(pack: Pack, { languages }: Languages): Promise<WrittenConstraint[]> {
  const spoken = languages.flatMap(({ name, lines }) => (lines > 0 ? (carriers[name] ?? []) : []));
  const wanted = languages.every(({ lines }) => lines === 0) ? packLanguages : packLanguages.filter((language) => spoken.includes(language));
  const starters = (await startersOf(pack.starters)).filter(({ id }) => packLanguages.every((language) => !id.endsWith(`-${language}`) || wanted.includes(language)));
  const own = pack.constraints.flatMap(({ id, why, severity, languages: has }) =>
    has.filter((language) => wanted.includes(language)).map((language) => ({ id: `${id}-${language}`, why, severity })),
  );
  return [
    ...starters.map(({ id, why, text }) => ({ id, why, severity: "deny" as const, path: pathOf(id), text })),
    ...(await Promise.all(own.map(async ({ id, why, severity }) => ({ id, why, severity, path: pathOf(id), text: await ruleText(id) })))),
  ];
}

function pathOf(id: string): string {
  return `constraints/${id}.yaml`;
}

async function ruleText(id: string): Promise<string> {
  const file = join(folder, `${id}.yaml`);
  if (!existsSync(file)) throw new TypeError(`the pack names ${id}, and ${file} is not there`);
  return await readFile(file, "utf8");
}
