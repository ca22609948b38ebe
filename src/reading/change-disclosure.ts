import type { Identity } from "../model/change.ts";
import { type Case, openCase, type Workplace } from "../workflow/index.ts";
import { type NameOf, namesIn } from "./approvers.ts";
import { type Disclosure, disclose } from "./disclosure.ts";
import { enrolledIn } from "./enrolled.ts";

/** The disclosure of a change as it was put forward last, with who has approved it until now. Throws `Failure` (`not-found`). */
export async function changeDisclosure(workplace: Workplace, change: string): Promise<Disclosure> {
  const [opened, nameOf, personOf] = await Promise.all([openCase(workplace, change), namesIn(workplace), enrolledIn(workplace)]);
  const { range, attribution } = opened.detail;
  const approvers = approversOf(opened, nameOf);
  return disclose({
    subject: {
      kind: "change",
      product: opened.summary.project,
      repository: range.repository,
      revision: range.head,
      called: null,
      since: { revision: range.base, called: null },
    },
    files: attribution.files,
    commits: new Map(range.commits.map(({ id, author, subject, authorTime }) => [id, { author: written(author), subject, time: authorTime }])),
    findings: [...Map.groupBy(attribution.findings, ({ code }) => code)].map(([code, those]) => ({ code, count: those.length })),
    undeclared: opened.policy.policy.ai.undeclared,
    personOf,
    approversOf: () => approvers,
  });
}

/** Of what is put forward now: an approval of an earlier revision is about other lines. */
function approversOf({ decisions, detail: { range } }: Case, nameOf: NameOf): string[] {
  const now = decisions.filter(({ outcome, withdrawnAt, subject }) => outcome === "approve" && withdrawnAt === null && subject.head === range.head && subject.base === range.base);
  return [...new Set(now.map(({ person }) => nameOf(person).name))];
}

function written({ name, email }: Identity): string {
  return `${name} <${email}>`;
}
