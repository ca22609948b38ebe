import { access, constants, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { addDuration, parseDuration } from "../../model/duration.ts";
import { Failure } from "../../model/failure.ts";
import { gate as askGate, breakGlass, type GateAnswer, listPeople } from "../../workflow/index.ts";
import { askText, terminalPrompt } from "../ask.ts";
import { verdictPage } from "../change-page.ts";
import { type Answer, type Call, environmentOf, type Run } from "../command.ts";
import { blank, faint, labelled, line, type Page, under } from "../page.ts";
import { personNamed } from "../persons.ts";
import { during } from "../progress.ts";
import { signerFor } from "../ssh.ts";
import type { ExitCode } from "../table.ts";
import { exact, short } from "../time.ts";
import { refuseDataFromFile, withWorkplace } from "../workplace.ts";

/** Seconds between two questions of `--wait`: each answer is an entry of the ledger, so they grow apart. */
const pauses = [2, 4, 8, 15, 30];

/** There is no switch, variable or answer that skips the question; only a recorded allow with its receipt ends with 0 (threats F01, F02). */
export const gate: Run = async (call) => {
  refuseDataFromFile(call);
  await requireReceiptPlace(call);
  const answer = call.values.flag("break-glass") ? await breakTheGlass(call) : await askUntil(call);
  return await answerOf(call, answer);
};

// Before the gate is asked, because an allow that was recorded and could not be handed over is no use to anybody.
async function requireReceiptPlace({ values }: Call): Promise<void> {
  const file = values.text("receipt");
  if (file === undefined) return;
  await access(dirname(resolve(file)), constants.W_OK).catch(() => {
    throw new Failure("bad-input", `The receipt cannot be written to ${file}.`, { hint: "Name a file in a folder that is there and that you may write to." });
  });
}

async function askUntil(call: Call): Promise<GateAnswer> {
  const { values, io } = call;
  const until = endOf(values.text("wait"), io.clock());
  const asked = { ...subjectOf(call), environment: environmentOf(values) ?? null, artifact: values.text("artifact") };
  const ask = () => withWorkplace(call, (workplace) => askGate(workplace, asked));
  return await during(call, "Waiting for a verdict", poll(call, ask, until));
}

// The data folder is closed between two questions: somebody who decides on this machine needs it.
async function poll(call: Call, ask: () => Promise<GateAnswer>, until: number): Promise<GateAnswer> {
  for (let round = 0; ; round++) {
    const answer = await ask().catch((error: unknown) => {
      if (error instanceof Failure && error.code === "locked" && call.io.clock() < until) return null;
      throw error;
    });
    const left = until - call.io.clock();
    if (answer !== null && (answer.verdict.verdict !== "wait" || left <= 0)) return answer;
    await call.io.sleep(Math.max(0, Math.min(left, 1_000 * (pauses[round] ?? 30))));
  }
}

function endOf(wait: string | undefined, now: number): number {
  if (wait === undefined) return now;
  const duration = parseDuration(wait);
  if (duration === null) throw new Failure("bad-usage", `${wait} is not a duration.`, { hint: "Write --wait 30m or --wait 2h." });
  return addDuration(now, duration);
}

/** The change by its id, else by the commit that is named, else by what is checked out. Throws `Failure` (`bad-usage`). */
export function subjectOf({ values, settings }: Call): { change: string } | { commit: string; repository: string } {
  const [change, commit] = [values.text("change"), values.text("commit")];
  if (change !== undefined && commit !== undefined)
    throw new Failure("bad-usage", "A change is named by its id or by its commit, not by both.", { hint: "Leave out --change or --commit." });
  return change === undefined ? { commit: commit ?? "HEAD", repository: settings.repo } : { change };
}

/** Two people and a reason, from the command line or asked for on a terminal. */
async function breakTheGlass(call: Call): Promise<GateAnswer> {
  const { values } = call;
  const [change, environment] = [values.text("change"), environmentOf(values)];
  if (change === undefined || environment === undefined)
    throw new Failure("bad-usage", "The glass is broken for one change in one environment.", { hint: "Add --change ID, and an environment other than merge." });
  const { reason, named } = await emergencyOf(call);
  return await withWorkplace(call, async (workplace) => {
    const { people, keys } = await listPeople(workplace);
    const signers = [];
    for (const each of named) {
      const [who = "", ...key] = each.split("=");
      const person = personNamed(people, who);
      signers.push({ by: person.id, sign: await signerFor(call, person, keys, key.length === 0 ? null : key.join("=")) });
    }
    return await breakGlass(workplace, { people: signers, environment, change, artifact: values.text("artifact"), reason, validFor: values.text("valid-for") });
  });
}

async function emergencyOf(call: Call): Promise<{ reason: string; named: readonly string[] }> {
  const { values, io } = call;
  const [reason, named] = [values.text("reason"), values.list("by")];
  if (reason !== undefined && named.length >= 2) return { reason, named };
  if (!io.terminal.input || !io.terminal.errors) {
    throw new Failure("answers-missing", "To break the glass takes a reason and two people.", { hint: "Add --reason TEXT --by PERSON=KEY --by PERSON=KEY." });
  }
  const prompt = terminalPrompt((page) => call.say(page));
  try {
    const why = reason ?? (await askText(prompt, "What is broken, since when, and why it cannot wait", null));
    const people = [...named];
    for (const which of ["One of the two people", "The other"].slice(people.length)) people.push(await askText(prompt, which, null));
    return { reason: why, named: people };
  } finally {
    prompt.close();
  }
}

async function answerOf(call: Call, answer: GateAnswer): Promise<Answer> {
  const { verdict, change, index, receipt } = answer;
  const exit = exitOf(answer);
  const written = exit === 0 && receipt !== null ? await writeReceipt(call, receipt) : [];
  const page: Page = [
    ...verdictPage(verdict),
    ...answer.uncounted.map((sentence) => under(2, `· ${sentence}`)),
    blank,
    ...labelled([
      ["Change", `${change.title || "(no title)"} (${change.id}, revision ${change.revision}, ${short(change.head)})`],
      ["For", verdict.environment ?? "merging"],
      ["Recorded", `entry ${index} of the ledger`],
      ...(receipt === null
        ? []
        : [
            ["Receipt", `holds until ${exact(receipt.until)}`, faint(written.length === 0 ? "; keep it with --receipt FILE" : `; ${written.join(", ")}`)] as [
              string,
              string,
              ReturnType<typeof faint>,
            ],
          ]),
    ]),
    ...(verdict.verdict === "wait" ? [line(faint("Waiting is not an allow: this ends with 3. --wait 30m asks again."))] : []),
  ];
  return { json: answer, page, exit };
}

/** Deny by default: a verdict that is none of the three, or an allow without its receipt, is no allow. */
function exitOf({ verdict: { verdict }, receipt }: GateAnswer): ExitCode {
  if (verdict === "deny") return 1;
  if (verdict === "wait") return 3;
  if (verdict === "allow" && receipt !== null) return 0;
  throw new Failure("integrity", "The gate gave an answer that is not an allow with its receipt.", { hint: "Treat it as denied and run `countersign doctor`." });
}

async function writeReceipt(call: Call, receipt: NonNullable<GateAnswer["receipt"]>): Promise<string[]> {
  const file = call.values.text("receipt");
  if (file === undefined) return [];
  const files = [`${file}.tlog-proof`, `${file}.vsa.json`];
  await Promise.all([receipt.proof, receipt.envelope].map((text, at) => writeFile(files[at] ?? file, text)));
  return files;
}
