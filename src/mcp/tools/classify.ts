import { z } from "zod";
import { approvalsOfAi } from "../../brief/index.ts";
import { visible } from "../../git/index.ts";
import { Failure } from "../../model/failure.ts";
import { type CompiledPolicy, explain, explainPath } from "../../policy/index.ts";
import { type CheckReport, check, organisationOf } from "../../workflow/index.ts";
import { commitField, pathsField, projectField, treePaths } from "../fields.ts";
import { type Ground, onGround } from "../ground.ts";
import type { House } from "../house.ts";
import { tool } from "../tool.ts";

const fired = z.strictObject({ rule: z.string(), type: z.string(), because: z.string() });

export const classifyChange = tool({
  name: "classify_change",
  title: "Classify a change",
  description:
    "Change types and tier of a range of commits, or of paths you are about to write, with the rules that fired. Without base and head: from where the branch left off to its tip.",
  input: z.strictObject({ project: projectField, base: commitField.optional(), head: commitField.optional(), paths: pathsField.optional().describe("Instead of a range") }),
  output: z.strictObject({
    types: z.array(z.string()),
    tier: z.string().nullable(),
    human: z.string().describe("What a person decides in this tier"),
    approvals: z.array(z.string()).describe("Who approves where AI wrote any of it"),
    fired: z.array(fired),
    origin: z.strictObject({ human: z.int(), ai: z.int(), mixed: z.int(), unknown: z.int() }).nullable().describe("Added lines by who wrote them; null for paths"),
    from: z.string(),
  }),
  async handle(house, { project, base, head, paths }) {
    return await onGround(house, project, async (ground) => {
      const found = paths === undefined ? ofReport(await checked(house, ground, { base, head })) : ofPaths(ground.compiled, treePaths(paths));
      const gate = explain(ground.policy).gates.find(({ kind, name }) => kind === "tier" && name === found.tier);
      const approvals = found.tier === null ? [] : [...approvalsOfAi(ground.policy, found.tier)];
      const data = { ...found, human: gate?.human ?? "", approvals, from: ground.from };
      return {
        data,
        says: [
          found.tier === null
            ? "No change type takes it, so no gate lets it pass."
            : `Tier ${found.tier}, of the types ${found.types.join(", ")}. With lines that AI wrote it is approved by ${approvals.join("; ")}.`,
          ...found.fired.slice(0, mostSaid).map(({ rule, because }) => `${because} [${rule}]`),
          ...(found.origin === null
            ? []
            : [
                `Added lines: ${Object.entries(found.origin)
                  .map(([who, lines]) => `${lines} ${who}`)
                  .join(", ")}.`,
              ]),
        ],
        next: paths === undefined ? "Call explain_gate to see what is missing." : "Call get_rules for these paths before you write.",
      };
    });
  },
});

const mostSaid = 10;
const mostFired = 50;

interface Found {
  readonly types: string[];
  readonly tier: string | null;
  readonly fired: { rule: string; type: string; because: string }[];
  readonly origin: CheckReport["origin"] | null;
}

function ofReport({ verdict, origin }: CheckReport): Found {
  const { human, ai, mixed, unknown } = origin;
  const shown = verdict.fired.slice(0, mostFired).map(({ rule, type, because }) => ({ rule, type, because: visible(because) }));
  return { types: [...verdict.types], tier: verdict.tier, fired: shown, origin: { human, ai, mixed, unknown } };
}

function ofPaths(compiled: CompiledPolicy, paths: readonly string[]): Found {
  const explained = paths.map((path) => explainPath(compiled, path));
  const tiers = explained.flatMap(({ deciding }) => (deciding === null ? [] : [deciding.tier]));
  const strictest = compiled.policy.tiers.findLast(({ name }) => tiers.includes(name))?.name ?? null;
  const all = explained.flatMap(({ path, types }) => types.map(({ rule, type }) => ({ rule, type, because: path })));
  // What no type takes no gate lets pass, whatever stands beside it.
  const tier = explained.some(({ deciding }) => deciding === null) ? null : strictest;
  return { types: [...new Set(all.map(({ type }) => type))], tier, fired: all.slice(0, mostFired), origin: null };
}

/** What the gate would say of a range that nobody put forward. Records nothing. */
export async function checked(
  house: House,
  { place, workplace }: Ground,
  range: { readonly base?: string | undefined; readonly head?: string | undefined },
  environment?: string,
): Promise<CheckReport> {
  if (place.ref !== null && range.head === undefined)
    throw new Failure("bad-input", "Nobody can see from here what you have checked out.", { hint: "Name the head: a branch or commit that was pushed." });
  const base = range.base ?? place.ref ?? undefined;
  const organisation = workplace === null ? null : await organisationOf(workplace);
  return await check({ repository: place.path, base, head: range.head, environment, evidence: [], organisation, now: house.clock() });
}
