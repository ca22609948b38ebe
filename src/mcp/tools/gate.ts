import { z } from "zod";
import { resolveCommit, visible } from "../../git/index.ts";
import { Failure } from "../../model/failure.ts";
import type { CriterionOutcome, Verdict } from "../../model/verdict.ts";
import { type NameOf, namesIn } from "../../reading/index.ts";
import { judgeCase, openCase, releaseOf, type Workplace } from "../../workflow/index.ts";
import { changeField, commitField, environmentField, projectField } from "../fields.ts";
import { type Ground, onGround } from "../ground.ts";
import { inOrganisation } from "../organisation.ts";
import { tool } from "../tool.ts";
import { checked } from "./classify.ts";

const reason = z.strictObject({
  code: z.string(),
  effect: z.enum(["deny", "wait", "note"]),
  sentence: z.string(),
  about: z.string(),
  who: z.array(z.string()).describe("Names of those who can cure it"),
});
const place = z.strictObject({ needs: z.string(), filledBy: z.string().nullable(), couldFill: z.array(z.string()) });
const verdict = z.enum(["allow", "wait", "deny"]);

const mostReasons = 50;
const mostSaid = 12;

export const explainGate = tool({
  name: "explain_gate",
  title: "Explain the gate",
  description: "What is missing before a change may pass, and who can give it. With a change: as it stands. Without: what the range at hand would need.",
  input: z.strictObject({ project: projectField, change: changeField.optional(), environment: environmentField, base: commitField.optional(), head: commitField.optional() }),
  output: z.strictObject({
    change: z.string().nullable().describe("Null for a range that nobody put forward"),
    verdict,
    headline: z.string(),
    reasons: z.array(reason),
    criteria: z
      .array(z.strictObject({ id: z.string(), kind: z.enum(["check", "question"]), says: z.string(), result: z.string(), restsOn: z.string() }))
      .describe("Those that are not met"),
    places: z.array(place),
  }),
  async handle(house, { project, change, environment, base, head }) {
    if (change !== undefined) {
      return await inOrganisation(house, async (workplace) => explained(change, await verdictOn(workplace, change, environment), await namesIn(workplace)));
    }
    return await onGround(house, project, async (ground) => {
      const report = await checked(house, ground, { base, head }, environment);
      const { workplace } = ground;
      return explained(null, report.verdict, workplace === null ? nobody : await namesIn(workplace));
    });
  },
});

const nobody: NameOf = (id) => ({ id, name: id });

export const gateStatus = tool({
  name: "gate_status",
  title: "Gate status",
  description: "The verdict on a change as it stands now, with its reason codes. It records nothing: what deploys asks `countersign gate`, whose allow comes with a receipt.",
  input: z.strictObject({
    project: projectField,
    change: changeField.optional().describe("Without one: the change whose head is checked out here"),
    environment: environmentField,
  }),
  output: z.strictObject({ change: z.string(), verdict, headline: z.string(), codes: z.array(z.string()), head: z.string() }),
  async handle(house, { project, change, environment }) {
    return await inOrganisation(house, async (workplace) => {
      const id = change ?? (await onGround(house, project, (ground) => changeHere(workplace, ground)));
      const judged = await verdictOn(workplace, id, environment);
      const { summary } = await openCase(workplace, id);
      const codes = [...new Set(judged.reasons.map(({ code }) => code))];
      const headline = visible(judged.headline);
      return {
        data: { change: id, verdict: judged.verdict, headline, codes, head: summary.head },
        says: [`${judged.verdict}: ${headline}`, ...(codes.length === 0 ? [] : [`Reasons: ${codes.map((code) => `[${code}]`).join(" ")}`])],
        next: nextOf(judged),
      };
    });
  },
});

async function changeHere(workplace: Workplace, { repository, place: { ref } }: Ground): Promise<string> {
  const head = ref === null ? await resolveCommit(repository, "HEAD") : null;
  const found = head === null ? undefined : (await workplace.store.read.changes({ head })).at(-1);
  if (found !== undefined) return found.id;
  throw new Failure("not-found", head === null ? "No change is named." : `Nobody has put ${head.slice(0, 12)} forward.`, { hint: "Name the change, or call request_review." });
}

async function verdictOn(workplace: Workplace, change: string, environment: string | undefined): Promise<Verdict> {
  const opened = await openCase(workplace, change);
  return judgeCase(opened, releaseOf(opened, environment === "merge" ? undefined : environment, undefined), workplace.clock());
}

function explained(change: string | null, { verdict: answer, headline, reasons, criteria, places, ...rest }: Verdict, nameOf: NameOf) {
  const names = (ids: readonly string[]) => ids.map((id) => nameOf(id).name);
  const shown = reasons
    .slice(0, mostReasons)
    .map(({ code, effect, sentence, about, who }) => ({ code, effect, sentence: visible(sentence), about: visible(about), who: names(who) }));
  const open = criteria.filter(isOpen).map(({ id, kind, says, result, restsOn }) => ({ id, kind, says, result, restsOn: visible(restsOn) }));
  const asked = places.map(({ needs, filledBy, couldFill }) => ({ needs, filledBy: filledBy === null ? null : nameOf(filledBy).name, couldFill: names(couldFill) }));
  return {
    data: { change, verdict: answer, headline: visible(headline), reasons: shown, criteria: open, places: asked },
    says: [
      `${answer}: ${visible(headline)}`,
      ...shown
        .filter(({ effect }) => effect !== "note")
        .slice(0, mostSaid)
        .map(({ sentence, code }) => `${sentence} [${code}]`),
    ],
    next: change === null ? "Add evidence for what is not met, then call request_review." : nextOf({ verdict: answer, headline, reasons, criteria, places, ...rest }),
  };
}

function isOpen({ result }: CriterionOutcome): boolean {
  return result !== "met" && result !== "waived" && result !== "not-applicable";
}

function nextOf({ verdict: answer, criteria }: Verdict): string {
  if (answer === "allow") return "Nothing is left for you to do: a person or the pipeline goes on.";
  if (criteria.some((each) => each.kind === "check" && isOpen(each))) return "Mend what the checks say and attach new reports with attach_evidence; you cannot approve.";
  return "Wait for the people who are named, or call ask_human with a question; you cannot approve.";
}
