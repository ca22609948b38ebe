import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "../model/failure.ts";
import { loadPolicyFile, policyFileProblems } from "../policy/index.ts";

/** Constraints that come with the program, for a start: a set holds one for each family of languages. */
export const starterSets = {
  "health-data-in-logs": "Patient identifiers and diagnoses in log calls, also one variable away: JavaScript, TypeScript, Python, Java",
  "secrets-in-source": "Keys and tokens of known forms: JavaScript, TypeScript, Python, Java, Go",
  "sql-from-strings": "Queries that are put together from strings and run: JavaScript, TypeScript, Python, Java",
} as const;

export type StarterSet = keyof typeof starterSets;

export function isStarterSet(name: string): name is StarterSet {
  return Object.hasOwn(starterSets, name);
}

export interface Starter {
  readonly id: string;
  readonly why: string;
  readonly text: string;
}

export interface Started {
  /** Rule files that were written; one that was there already is kept. */
  readonly written: readonly string[];
  readonly kept: readonly string[];
  /** Lines for the policy's `constraints`; empty when it names them all. */
  readonly lines: string;
  /** True when the lines were appended to the policy. */
  readonly appended: boolean;
}

const folder = fileURLToPath(new URL("../checks/constraints/starter/", import.meta.url));

/** The rules of sets that come with the program. */
export async function startersOf(sets: readonly StarterSet[]): Promise<Starter[]> {
  const names = (await readdir(folder)).sort().filter((name) => sets.some((set) => name === `${set}.yaml` || name.startsWith(`${set}-`)));
  return await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), "utf8");
      return { id: name.slice(0, -".yaml".length), why: /^note: (.+)$/m.exec(text)?.[1] ?? "", text };
    }),
  );
}

/**
 * Puts the rules of starter sets beside a policy file, and names them in it: at its end, where it names no constraint yet. Nothing that is there is changed, and nothing is in force before
 * somebody adopts it. Throws `Failure` (`not-found`, `policy-invalid`).
 */
export async function addStarterConstraints(file: string, sets: readonly StarterSet[]): Promise<Started> {
  if (!existsSync(file)) throw new Failure("not-found", `There is no policy ${file}.`, { hint: "`countersign init` writes a first one." });
  const text = await readFile(file, "utf8");
  const known = loadPolicyFile(text, file).file.constraints;
  const starters = await startersOf(sets);
  const missing = starters.filter(({ id }) => !known?.some((constraint) => constraint.id === id));
  const [written, kept]: [string[], string[]] = [[], []];
  for (const { id, text: rule } of starters) {
    const path = join(dirname(file), "constraints", `${id}.yaml`);
    if (existsSync(path)) kept.push(path);
    else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, rule, { flag: "wx" });
      written.push(path);
    }
  }
  const lines = missing.map(({ id, why }) => `  - { id: ${id}, why: ${JSON.stringify(why)}, rule: constraints/${id}.yaml, severity: deny }\n`).join("");
  const longer = `${text.endsWith("\n") ? text : `${text}\n`}\nconstraints:\n${lines}`;
  const appended = known === undefined && missing.length > 0 && policyFileProblems(longer, file).length === 0;
  if (appended) await writeFile(file, longer);
  return { written, kept, lines, appended };
}
