import { Failure } from "../model/failure.ts";
import { blockIn, withBlock, withoutBlock } from "./block.ts";
import { linesOf } from "./body.ts";
import { rulesIn } from "./rule.ts";
import { type BriefSource, rulesOf } from "./rules.ts";
import { isOurs, manyLines, mayHoldBrief, type Outside, type PlannedFile, planned, type Target, targetOf } from "./targets.ts";

/** What stands in the repository. */
export interface Standing {
  /** Every path that `mayHoldBrief`, with its bytes. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Folders that hold files of the repository. */
  readonly folders: ReadonlySet<string>;
}

/** A rule that is another one than the file says. `text` is about what stands around the rules. */
export interface ChangedRule {
  readonly id: string;
  readonly change: "added" | "removed" | "changed" | "text";
}

export interface BriefFile {
  readonly path: string;
  /** `obsolete` holds a block that no rule asks for any more; `edited` one that somebody changed by hand. */
  readonly state: "current" | "missing" | "stale" | "obsolete" | "edited";
  /** What is to stand there; null where the file is to go. */
  readonly after: Buffer | null;
  readonly lines: number;
  readonly bytes: number;
  readonly cut: readonly string[];
  readonly changed: readonly ChangedRule[];
}

export interface Brief {
  readonly files: readonly BriefFile[];
  readonly warnings: readonly string[];
}

/** The files of the brief as they are to stand, and how those that are there differ. Throws `Failure` (`document-invalid`) for a block that is broken. */
export function compileBrief(source: BriefSource, standing: Standing, targets: readonly Target[]): Brief {
  const plans = planned(rulesOf(source), targets, standing.folders, outsideOf(standing));
  const wanted = new Set(plans.map(({ path }) => path));
  const files = [...plans.map((plan) => fileOf(plan, standing.files.get(plan.path) ?? null)), ...obsolete(standing, wanted, targets)];
  return { files, warnings: files.flatMap(warningsOf) };
}

/** Throws `Failure` (`document-invalid`) for a file whose block somebody changed by hand: what they meant stands nowhere else. */
export function requireUnedited({ files }: Brief): void {
  const edited = files.find(({ state }) => state === "edited");
  if (edited === undefined) return;
  throw new Failure("document-invalid", `Somebody changed ${edited.path} by hand between Countersign's markers, where it is compiled from the policy.`, {
    hint: "Nothing was written. Say it in .countersign/policy.yaml, a decision record, or outside of the markers; then run `countersign brief --discard-edits`.",
    place: { file: edited.path },
  });
}

function outsideOf({ files }: Standing): Outside {
  return (path) => {
    const bytes = files.get(path);
    const rest = bytes === undefined ? null : withoutBlock(bytes, path, isOurs(path) ? "ours" : "theirs");
    return rest === null ? { lines: 0, bytes: 0 } : { lines: linesOf(rest.toString("latin1")), bytes: rest.length };
  };
}

function fileOf({ path, head, text, cut }: PlannedFile, before: Uint8Array | null): BriefFile {
  const after = withBlock(before, path, text, head);
  const lines = linesOf(after.toString("latin1").replace(/\n$/, ""));
  const common = { path, after, lines, bytes: after.length, cut };
  if (before === null) return { ...common, state: "missing", changed: differences("", text) };
  if (after.equals(before)) return { ...common, state: "current", changed: [] };
  const held = blockIn(before, path, isOurs(path) ? "ours" : "theirs");
  return { ...common, state: held?.edited === true ? "edited" : "stale", changed: differences(held?.text ?? "", text) };
}

function obsolete({ files }: Standing, wanted: ReadonlySet<string>, chosen: readonly Target[]): BriefFile[] {
  return [...files].flatMap(([path, bytes]): BriefFile[] => {
    if (wanted.has(path) || !mayHoldBrief(path) || !chosen.includes(targetOf(path))) return [];
    const front = isOurs(path) ? "ours" : "theirs";
    const held = blockIn(bytes, path, front);
    if (held === null) return [];
    return [{ path, state: held.edited ? "edited" : "obsolete", after: withoutBlock(bytes, path, front), lines: 0, bytes: 0, cut: [], changed: differences(held.text, "") }];
  });
}

/** Rules that are new, gone or changed, by their ids; the text around them where only that differs. */
export function differences(before: string, after: string): ChangedRule[] {
  const [old, now] = [rulesIn(before), rulesIn(after)];
  const changed = [...new Set([...old.keys(), ...now.keys()])].flatMap((id): ChangedRule[] => {
    const [was, is] = [old.get(id), now.get(id)];
    if (was === is) return [];
    return [{ id, change: was === undefined ? "added" : is === undefined ? "removed" : "changed" }];
  });
  return changed.length > 0 ? changed : [{ id: "brief", change: "text" }];
}

function warningsOf({ path, lines, bytes, cut, state }: BriefFile): string[] {
  if (state === "obsolete") return [];
  const left =
    cut.length === 0
      ? []
      : [
          `${path} would outgrow its budget, so ${cut.length === 1 ? "a rule" : `${cut.length} rules`} with the least at stake ${cut.length === 1 ? "is" : "are"} left out: ${cut.join(", ")}.`,
        ];
  if (lines > 300 || bytes > 32_768)
    return [...left, `${path} has ${lines} lines and ${bytes} bytes, most of them not Countersign's: agents may not read to its end. Shorten what stands outside of the markers.`];
  return lines > manyLines ? [...left, `${path} has ${lines} lines; beyond ${manyLines} agents heed each of them less.`] : left;
}
