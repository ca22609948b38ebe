import { type Answer, outcomes } from "../../model/decision.ts";
import { Failure } from "../../model/failure.ts";
import { listPeople, prepareDecision, questionsFor, recordDecision } from "../../workflow/index.ts";
import { askQuestions, askText, type Question, readAnswers, requireAll, terminalPrompt } from "../ask.ts";
import { criteriaPage, originPieces, verdictPage } from "../change-page.ts";
import { type Call, environmentOf, next, type Run } from "../command.ts";
import { canAsk, confirmSigning } from "../confirm.ts";
import { readInputFile } from "../input.ts";
import { blank, block, heading, labelled, line, type Page, strong } from "../page.ts";
import { personNamed } from "../persons.ts";
import { signerFor } from "../ssh.ts";
import { exact, short } from "../time.ts";
import { actor, withWorkplace } from "../workplace.ts";

/**
 * The ceremony in five steps: the change and its checks, the questions, exactly what will be signed, the signature, the receipt. The
 * signature itself is the consent: there is no typed yes and no option that stands for one.
 */
export const decide: Run = async (call) => {
  const by = await actor(call);
  return await withWorkplace(call, async (workplace) => {
    const { values } = call;
    const [change, outcome] = [values.needed("CHANGE"), outcomes.find((known) => known === values.needed("OUTCOME"))];
    if (outcome === undefined) throw new TypeError("the table offers an unknown outcome");
    refuseStrays(call, outcome);
    const { people, keys } = await listPeople(workplace);
    const person = personNamed(people, by);
    const asked = await questionsFor(workplace, by, change, environmentOf(values));
    call.say(askedPage(asked, environmentOf(values)));
    // Found before anything is asked, so that nobody answers ten questions for a key that is not there.
    const sign = await signerFor(call, person, keys);
    // What would not count is refused, and the attempt recorded, before anybody answers a question for it.
    const words = outcome === "approve" && asked.warning !== null ? unasked : await wordsOf(call, outcome, asked.questions);
    const prepared = await prepareDecision(workplace, by, { change, outcome, environment: environmentOf(values), artifact: values.text("artifact"), ...words });
    call.say([blank, heading("You sign exactly this:"), ...block(2, prepared.text), line(`SHA-256 ${prepared.digest}`), blank]);
    await confirmSigning(call, person.name);
    const recorded = await recordDecision(workplace, prepared, await sign(prepared.bytes, prepared.namespace));
    return { json: recorded, page: receiptPage(call, recorded) };
  });
};

type Asked = Awaited<ReturnType<typeof questionsFor>>;
type Recorded = Awaited<ReturnType<typeof recordDecision>>;
type Outcome = (typeof outcomes)[number];

function refuseStrays({ values }: Call, outcome: Outcome): void {
  const only = { until: "defer", criterion: "unsure" } as const;
  for (const [option, its] of Object.entries(only)) {
    if (values.text(option) !== undefined && outcome !== its) throw new Failure("bad-usage", `--${option} belongs to ${its}, not to ${outcome}.`, { hint: "Leave it out." });
    if (values.text(option) === undefined && outcome === its)
      throw new Failure("bad-usage", `To ${its === "defer" ? "defer, say until when" : "be unsure, name the criterion in doubt"}.`, {
        hint: `Add --${option} ${its === "defer" ? "YYYY-MM-DD" : "ID"}.`,
      });
  }
}

interface Words {
  readonly answers: Answer[];
  readonly comment: string | undefined;
  readonly doubt: string | undefined;
  readonly until: string | undefined;
}

const unasked: Words = { answers: [], comment: undefined, doubt: undefined, until: undefined };

/** What the person says. Only an approval has to answer every question; the others have to say why. */
async function wordsOf(call: Call, outcome: Outcome, questions: readonly Question[]): Promise<Words> {
  const { values, io } = call;
  const rest = { doubt: values.text("criterion"), until: values.text("until") };
  const file = values.text("answers");
  const prepared = file === undefined ? null : readAnswers((await readInputFile(file, io)).toString("utf8"), file === "-" ? "standard input" : file, questions);
  if (!canAsk(call)) {
    if (outcome === "approve" && prepared === null) requireAll(questions, questions.length);
    if (outcome !== "approve" && values.text("reason") === undefined)
      throw new Failure("answers-missing", `A decision to ${outcome === "unsure" ? "escalate" : outcome === "defer" ? "defer" : "ask for changes"} says why.`, {
        hint: "Add --reason TEXT.",
      });
    return { ...rest, answers: prepared ?? [], comment: values.text("reason") };
  }
  const prompt = terminalPrompt((page) => call.say(page));
  try {
    const answers = prepared ?? (outcome === "approve" ? await askQuestions(questions, prompt) : []);
    const comment = values.text("reason") ?? (outcome === "approve" ? undefined : await askText(prompt, "Why", null));
    return { ...rest, answers, comment };
  } finally {
    prompt.close();
  }
}

function askedPage({ change, tier, human, checks, warning }: Asked, environment: string | undefined): Page {
  return [
    line(strong(change.title || "(no title)")),
    ...labelled([
      ["Change", `${change.id}, revision ${change.revision}, of ${change.project}`],
      ["Commits", `${short(change.base)}..${short(change.head)}`],
      ["Requirement", change.requirement ?? "none is linked"],
      ["Written by", ...originPieces(change.origin)],
      ["Put forward", `${exact(change.proposedAt)} by ${change.proposer}`],
      ["Tier", tier],
      ...(environment === undefined ? [] : [["Release to", environment] as [string, string]]),
      ["Asked of you", human],
    ]),
    ...(checks.length === 0 ? [] : [heading("Checks"), ...criteriaPage(checks)]),
    ...(warning === null ? [] : [blank, line(strong(warning))]),
  ];
}

function receiptPage(call: Call, { printedName, time, meaning, document, digest, index, size, escalation, verdict }: Recorded): Page {
  return [
    line(strong(`Recorded as entry ${index} of the ledger.`)),
    ...labelled([
      ["Signed by", printedName],
      ["Time", time],
      ["Meaning", meaning],
      ["Decision", document],
      ["SHA-256", digest],
      ["Ledger", `${size} entries`],
      ["To verify", next(call, `ledger proof ${index} --out decision-${index}`)],
    ]),
    ...(escalation === null ? [] : [line(`It is escalated, and due ${exact(new Date(escalation.due).toISOString())}.`)]),
    blank,
    line("The gate now says:"),
    ...verdictPage(verdict),
  ];
}
