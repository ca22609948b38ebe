import { fileKinds, filePath, peopleByRole, seedBlueprint } from "../blueprint/index.ts";
import { withBlock } from "../brief/index.ts";
import { enrolPerson } from "./enrol.ts";
import { blueprintContext } from "./project-blueprint.ts";
import type { Workplace } from "./workplace.ts";

/** An organisation of a test, or another whose engineering lead is called Bo. */
interface Of {
  readonly workplace: Workplace;
  readonly clock: { readonly now: number };
}

/**
 * Every file of a blueprint of `payments` that lacks nothing but signatures, by path: the first drafts, as a team would have finished them. Bo's role approves all of it, and each
 * risk is rated as low.
 */
export async function finishedBlueprint(org: Of, { project = "payments", by = "ada" } = {}): Promise<Record<string, string>> {
  // The drafts speak of a role that none of the usual people has.
  if ((await org.workplace.store.read.person("pat")) === null) {
    await enrolPerson(org.workplace, by, { handle: "pat", name: "Pat Plan", emails: ["pat@example.com"], roles: ["project-manager"] });
  }
  const { policy, people } = await blueprintContext(org.workplace, project);
  const day = dayFrom(org.clock.now, 0);
  const options = { project, owner: "bo", people: peopleByRole(people ?? []), start: day, today: day, pack: null, policy };
  const seeds = seedBlueprint({ ...options, records: { folder: ".countersign/decisions", next: 1 } });
  const files = fileKinds.map((kind) => [filePath(kind), finished(seeds[kind], org.clock.now)]);
  const records = seeds.decisions.map(({ file, text }) => [file, text.replace("status: proposed", "status: accepted")]);
  const rules = ["AGENTS.md", withBlock(null, "AGENTS.md", "Rules for AI agents").toString("utf8")];
  return Object.fromEntries([...files, ...records, rules]) as Record<string, string>;
}

function finished(text: string, now: number): string {
  return text
    .replace(/^ {2}status: draft$/m, `  status: approved\n  effective: ${dayFrom(now, 0)}\n  review-by: ${dayFrom(now, 364)}`)
    .replace(/^ {2}approvers:(?: \[[^\]]*\]|(?:\n {4}- [^\n]*)+)$/m, "  approvers: [engineering-lead]")
    .replaceAll(
      /^( +)status: open$/gm,
      `$1status: open\n$1owner: bo\n$1inherent: { likelihood: 2, impact: 3 }\n$1residual: { likelihood: 2, impact: 2 }\n$1review-by: ${dayFrom(now, 182)}`,
    )
    .replaceAll(/^( +)approver: project-manager$/gm, "$1approver: engineering-lead");
}

function dayFrom(now: number, days: number): string {
  return new Date(now + days * 86_400_000).toISOString().slice(0, 10);
}
