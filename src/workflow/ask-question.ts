import { Failure } from "../model/failure.ts";
import type { Person } from "../model/people.ts";
import type { ChangeRecord, EscalationRecord } from "../store/index.ts";
import { type Case, openCase } from "./case.ts";
import { contributorsOfCase, doubtDraft } from "./escalate.ts";
import { type By, findPerson, refuse } from "./persons.ts";
import { decideAndAppend, type Workplace } from "./workplace.ts";

export interface NewQuestion {
  readonly change: string;
  /** Kept beside the ledger, as what is written in decisions is. */
  readonly question: string;
  /** The criterion that it is about. */
  readonly criterion?: string | undefined;
}

export interface AskedQuestionOf {
  readonly escalation: EscalationRecord;
  /** The same question is open already; nothing was recorded. */
  readonly again: boolean;
}

const longest = 4_000;
/** Questions about one change that may be open at once. Each holds the change up, so more than a person reads help nobody. */
const mostOpen = 5;

/**
 * A question of an agent about a change that it put forward or wrote a part of: an escalation that goes the way the policy gives a doubt, and holds the change up until a person decides. It decides
 * nothing, and only a person's signed decision resolves it (R5). A person who is unsure says so in a decision of their own. Throws `Failure`: `refused`, `not-found`, `bad-input`, `busy`.
 */
export async function askQuestion(workplace: Workplace, by: By, { change, question, criterion }: NewQuestion): Promise<AskedQuestionOf> {
  const said = requireQuestion(question);
  return await decideAndAppend<AskedQuestionOf>(workplace, async () => {
    const agent = await requireAgent(workplace, by);
    const opened = await openCase(workplace, change);
    await requireOwn(workplace, agent, opened, await workplace.store.read.change(change));
    if (criterion !== undefined) requireCriterion(opened, criterion);
    const open = (await workplace.store.read.escalations({ change, open: true })).filter(({ kind }) => kind === "question");
    const same = open.find((each) => each.note === said && each.criterion === (criterion ?? null));
    if (same !== undefined) return { size: opened.size, drafts: [], answer: () => ({ escalation: same, again: true }) };
    if (open.length >= mostOpen) throw new Failure("busy", `${open.length} questions about ${change} are open already.`, { hint: "Wait until a person has answered one of them." });
    const key = `question/${Buffer.from(workplace.random(6)).toString("hex")}`;
    const about = { kind: "question", decision: null, criterion: criterion ?? null, person: agent.id, key } as const;
    const draft = doubtDraft(workplace, opened, about, [agent.id], { mediaType: "text/plain", bytes: Buffer.from(said) });
    return { size: opened.size, drafts: [draft], answer: async ([place]) => ({ escalation: await requireEscalation(workplace, change, place?.index ?? -1), again: false }) };
  });
}

async function requireAgent(workplace: Workplace, by: By): Promise<Person> {
  const person = await findPerson(workplace, by);
  if (person.kind !== "agent")
    return await refuse(
      workplace,
      "ask-question",
      "not-an-agent",
      person,
      `${person.name} is a person, whose doubt is a decision of their own: \`countersign decide CHANGE unsure\`.`,
    );
  return person.active ? person : await refuse(workplace, "ask-question", "person-inactive", person, `${person.name} is not active any more.`);
}

// Whoever could ask about every change could hold up every change.
async function requireOwn(workplace: Workplace, agent: Person, opened: Case, record: ChangeRecord | null): Promise<void> {
  const proposed = record?.revisions.some(({ proposer }) => proposer === agent.id) === true;
  if (proposed || contributorsOfCase(opened).has(agent.id)) return;
  await refuse(
    workplace,
    "ask-question",
    "not-own-change",
    agent,
    `${agent.name} neither put ${opened.summary.id} forward nor wrote a part of it, so it may not hold it up with a question.`,
  );
}

function requireCriterion({ policy }: Case, criterion: string): void {
  if (Object.hasOwn(policy.policy.criteria, criterion)) return;
  throw new Failure("not-found", `The policy of the change has no criterion ${JSON.stringify(criterion.slice(0, 64))}.`, {
    hint: "Leave it out, or name one that the gate asks for.",
  });
}

function requireQuestion(question: string): string {
  const said = question.trim();
  if (said !== "" && said.length <= longest && said.isWellFormed()) return said;
  throw new Failure("bad-input", `A question has 1 to ${longest.toLocaleString("en")} characters.`);
}

async function requireEscalation({ store }: Workplace, change: string, index: number): Promise<EscalationRecord> {
  const found = (await store.read.escalations({ change })).find((each) => each.index === index);
  if (found) return found;
  throw new Failure("not-found", `There is no escalation at entry ${index} of the ledger.`);
}
