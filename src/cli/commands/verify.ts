import { existsSync } from "node:fs";
import { Failure } from "../../model/failure.ts";
import { type Verification, verifyFolder, verifyReceipt } from "../../workflow/index.ts";
import { plural } from "../change-page.ts";
import { type Call, given, type Run } from "../command.ts";
import { readInputFile } from "../input.ts";
import { faint, labelled, line, type Page, strong, under } from "../page.ts";
import { during } from "../progress.ts";
import { exact, relative } from "../time.ts";

const proofEnding = ".tlog-proof";
const mostProblems = 20;

type Problems = Verification["order"]["problems"];

export const verify: Run = async (call) => {
  const path = call.values.needed("PATH");
  const verification = await during(call, "Verifying", path.endsWith(proofEnding) ? ofReceipt(call, path) : ofFolder(call, path));
  return { json: verification, page: verificationPage(path, verification, call.io.clock()), exit: verification.ok ? 0 : 1 };
};

async function ofFolder(call: Call, path: string): Promise<Verification> {
  if (!existsSync(path)) throw new Failure("not-found", `There is no folder ${path}.`, { hint: "Name the folder of `countersign ledger export`." });
  return await verifyFolder(path, { ...given("policy", await textOf(call, "policy")), ...given("previous", await textOf(call, "previous")) });
}

async function ofReceipt(call: Call, path: string): Promise<Verification> {
  const policy = await textOf(call, "policy");
  const key = call.values.text("vkey");
  const named = policy ?? key;
  if (named === undefined)
    throw new Failure("bad-usage", "A receipt is checked against the key of the ledger that you trust.", {
      hint: "Add --vkey KEY, as `countersign doctor` prints it, or --policy FILE.",
    });
  const stem = path.slice(0, -proofEnding.length);
  const envelope = [`${stem}.vsa.json`, `${stem}.json`].find((file) => existsSync(file)) ?? `${stem}.vsa.json`;
  const text = async (file: string) => (await readInputFile(file, call.io)).toString("utf8");
  return await verifyReceipt({
    proof: await text(path),
    envelope: await text(envelope),
    vkey: policy === undefined && existsSync(named) ? (await text(named)).trim() : named,
    now: call.io.clock(),
  });
}

async function textOf({ values, io }: Call, option: string): Promise<string | undefined> {
  const file = values.text(option);
  return file === undefined ? undefined : (await readInputFile(file, io)).toString("utf8");
}

function verificationPage(path: string, found: Verification, now: number): Page {
  const { problems } = found.order;
  // Nothing is replayed for a receipt, nor to the end of what is broken.
  const isLedger = !path.endsWith(proofEnding);
  return [
    line(strong(found.ok ? `${path} verifies.` : `${path} does not verify: ${found.first?.sentence ?? "see below."}`)),
    ...(found.receipt === null ? [] : receiptLines(found.receipt, now)),
    ...labelled([
      ...(found.first === null ? [] : [["First wrong", `${found.first.where} `, faint(found.first.code)] as [string, string, ReturnType<typeof faint>]]),
      ["Ledger", found.origin],
      ["Size", `${found.size} entries, ${found.entries} read`],
      ["Root", found.root],
      ["Signatures", `${found.signatures.checked} checked`],
      ...(isLedger && (found.ok || problems.length > 0) ? [["Order", orderInWords(problems)] as [string, string]] : []),
      ...(found.consistent === null ? [] : [["Continues", found.consistent ? "the previous note" : "not the previous note"] as [string, string]]),
      ["Key", found.vkey],
    ]),
    ...problemLines(problems),
    ...(found.trusted === "self" ? [under(2, "The key came with the files, so this shows that they agree with themselves. Name the key you trust with --policy.")] : []),
  ];
}

/** What went around the gate is recorded, and stands where it may stand: it is no fault of the ledger. */
function orderInWords(problems: Problems): string {
  const ungated = problems.filter(({ code }) => code === "ungated-deployment").length;
  const wrong = problems.length - ungated;
  const told = ungated === 0 ? "" : `; ${plural(ungated, "deployment")} went around the gate, which is recorded`;
  if (wrong === 0) return `every step stands where it may stand${told}`;
  return `${plural(wrong, "step")} ${wrong === 1 ? "stands where it" : "stand where they"} may not stand${told}`;
}

// Whoever wrote the folder may have put any number of them into it.
function problemLines(problems: Problems): Page {
  const more = problems.length - mostProblems;
  return [
    ...problems.slice(0, mostProblems).map(({ code, sentence }) => under(2, `· ${sentence} (${code})`)),
    ...(more > 0 ? [under(2, `· and ${more} more; --json names all.`)] : []),
  ];
}

// A receipt is good for one thing: whoever deploys compares it with what goes out.
function receiptLines({ change, revision, environment, artifact, commit, tree, time, until, expired }: NonNullable<Verification["receipt"]>, now: number): Page {
  return [
    ...(expired === true ? [line(strong(`It has run out: no deployment may rely on it after ${exact(until)}.`))] : []),
    ...labelled([
      ["Allows", `${change}, revision ${revision}`],
      ["For", environment ?? "merging; it names no environment"],
      ["Commit", commit],
      ["Tree", tree],
      ...(artifact === null ? [] : [["Artifact", artifact] as [string, string]]),
      ["Given", `${exact(time)} `, faint(relative(time, now))],
      ["Until", `${exact(until)} `, faint(relative(until, now))],
    ]),
  ];
}
