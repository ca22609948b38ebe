import { writeFile } from "node:fs/promises";
import { Failure } from "../../model/failure.ts";
import { exportLedger, proofOf, showLedger } from "../../workflow/index.ts";
import { type Call, given, type Run } from "../command.ts";
import { block, command, labelled, line, strong, table } from "../page.ts";
import { during } from "../progress.ts";
import { exact } from "../time.ts";
import { withWorkplace } from "../workplace.ts";

export const show: Run = async (call) => {
  const range = { ...given("from", indexOf(call, "from")), ...given("to", indexOf(call, "to")) };
  const entries = await withWorkplace(call, (workplace) => showLedger(workplace, range));
  const rows = entries.map(({ index, time, sentence }) => [String(index), exact(time), sentence]);
  return { json: { entries }, page: table(["entry", "time", "what"], rows, "There is no entry in that range.") };
};

export const proof: Run = async (call) => {
  const index = indexOf(call, "INDEX") ?? 0;
  const found = await withWorkplace(call, (workplace) => proofOf(workplace, index));
  const out = call.values.text("out");
  if (out === undefined) return { json: found, page: [line(strong(`Entry ${index}`)), ...block(2, found.envelope), line(strong("Proof")), ...block(2, found.proof)] };
  const files = [`${out}.tlog-proof`, `${out}.json`] as const;
  await Promise.all([writeFile(files[0], found.proof), writeFile(files[1], found.envelope)]);
  return { json: { ...found, files }, page: [line(`Entry ${index} is in ${files[1]}, the proof that the ledger holds it in ${files[0]}.`)] };
};

async function exportTo(call: Call) {
  const folder = call.values.needed("FOLDER");
  const exported = await withWorkplace(call, (workplace) => during(call, "Writing the ledger", exportLedger(workplace, folder)));
  return {
    json: exported,
    page: [
      line(strong(`${exported.size} entries are in ${exported.folder}.`)),
      ...labelled([["Root", exported.root]]),
      line("Anybody can check it, with no network and none of our data:"),
      command(`countersign verify ${folder}`),
    ],
  };
}

export { exportTo as export };

function indexOf({ values }: Call, name: string): number | undefined {
  const text = values.text(name);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text))
    throw new Failure("bad-usage", `${JSON.stringify(text)} is not the index of an entry.`, { hint: "Entries are counted from 0; see `countersign ledger show`." });
  return Number(text);
}
