import type { Answer, Given } from "../../api/client.ts";
import { plural } from "../../words.ts";

export type Entry = Answer<"ledger.list">["items"][number];
export type EntryDetail = Answer<"ledger.read">;
type FactType = NonNullable<NonNullable<Given<"ledger.list">["query"]>["type"]>;
export type Check = Answer<"ledger.verify">;

/** The kinds of facts, those first that people look for. */
export const kinds = [
  "decision-made",
  "decision-withdrawn",
  "verdict-given",
  "deployment-recorded",
  "violation-recorded",
  "attempt-refused",
  "break-glass-used",
  "escalation-opened",
  "escalation-resolved",
  "change-proposed",
  "evidence-added",
  "re-review-ordered",
  "re-review-answered",
  "attestation-made",
  "deputy-named",
  "deputy-ended",
  "blueprint-started",
  "blueprint-closed",
  "blueprint-skipped",
  "blueprint-excepted",
  "document-signed",
  "document-acknowledged",
  "phase-advanced",
  "risk-accepted",
  "tool-review-opened",
  "tool-review-item-closed",
  "tool-suspended",
  "tool-resumed",
  "escalation-drilled",
  "effort-recorded",
  "reversal-recorded",
  "constraint-stated",
  "comment-made",
  "comment-resolved",
  "policy-adopted",
  "qualification-granted",
  "qualification-revoked",
  "person-enrolled",
  "person-changed",
  "key-enrolled",
  "key-revoked",
  "login-linked",
  "login-ended",
  "token-issued",
  "token-revoked",
  "project-registered",
  "organisation-founded",
  "views-checked",
  "document-erased",
] as const satisfies readonly FactType[];

/** What a person signs beside decisions and policies. */
const signed: readonly string[] = ["document-signed", "blueprint-closed", "phase-advanced", "risk-accepted"] satisfies readonly FactType[];

export function isKind(text: string): text is (typeof kinds)[number] {
  return kinds.some((kind) => kind === text);
}

/** What stands in the ledger, in one sentence. */
export function ledgerSentence(size: number, newest: Pick<Entry, "time"> | undefined, when: (time: string) => string): string {
  const count = `The ledger holds ${plural(size, "entry", "entries")}`;
  return newest === undefined ? `${count}.` : `${count}, the newest from ${when(newest.time)}.`;
}

/** What came of a verification, in one sentence. */
export function checkSentence({ ok, size, checks }: Pick<Check, "ok" | "size" | "checks">): string {
  if (ok) return `All ${plural(size, "entry", "entries")} verify: nothing was changed, left out or put between.`;
  const wrong = checks.filter((check) => !check.ok).length;
  return `The ledger does not verify: ${wrong} of ${plural(checks.length, "check")} found something.`;
}

/** Groups entries by the day in UTC, in the order given. */
export function byDay<T extends { readonly time: string }>(entries: readonly T[]): readonly (readonly [day: string, entries: readonly T[]])[] {
  return [...Map.groupBy(entries, ({ time }) => time.slice(0, 10))];
}

/** How a stranger checks one entry, by what it is. `name` is what the files were saved as, `flag` what a command needs that works on the data folder. */
export function checksOf(
  { type, data, index }: Pick<EntryDetail, "type" | "data" | "index">,
  name: string,
  flag = "",
): readonly { readonly says: string; readonly command: string }[] {
  const member = (wanted: string) => memberOf(data, wanted);
  const whole = {
    says: "The entry among all others, with every signature; the command line writes the ledger to a folder first:",
    command: `countersign ledger export FOLDER${flag}\ncountersign verify FOLDER`,
  };
  if (type === "verdict-given" && member("answer") === "allow")
    return [{ says: "This allow, offline, with the ledger’s key:", command: `countersign verify ${name}.tlog-proof --vkey KEY` }, whole];
  if (type !== "decision-made" && !signed.includes(type)) return [whole];
  const [files, namespace] =
    type === "decision-made" ? [`FOLDER/decisions/${member("decision")}`, "countersign.decision.v1"] : [`FOLDER/signings/${index}`, "countersign.policy.v1"];
  const signature = `ssh-keygen -Y verify -f FOLDER/keys/allowed_signers -I ${member("person")} -n ${namespace} \\\n  -s ${files}/signature.sig < ${files}/document.json`;
  return [whole, { says: "Then the person’s signature, with nothing of ours:", command: signature }];
}

function memberOf(data: unknown, name: string): string {
  const value = typeof data === "object" && data !== null ? Object.entries(data).find(([each]) => each === name)?.[1] : undefined;
  return typeof value === "string" ? value : "";
}
