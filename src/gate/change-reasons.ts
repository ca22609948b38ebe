import type { ReasonCode } from "../model/verdict.ts";
import { itemsAsked } from "./demand.ts";
import { exceptionOf, isSameTool, reviewsOfChange, unregistered } from "./governance.ts";
import { mostItems } from "./items.ts";
import type { JudgeInput } from "./judge-input.ts";
import { passingAlone } from "./subject.ts";

/** A reason that lies in the change itself, whoever approves it. */
export interface ChangeReason {
  readonly code: ReasonCode;
  readonly sentence: string;
  readonly about: string;
}

type Reasons = Generator<ChangeReason, void>;
type Waived = (rule: string) => boolean;

function because(code: ReasonCode, sentence: string, about = ""): ChangeReason {
  return { code, sentence, about };
}

/** What no approval cures, and what a reader should know, in the order in which it is told. `waived` is asked about a rule at the moment in which it would hold the change up. */
export function* changeReasons(input: JudgeInput, waived: Waived): Reasons {
  yield* ofTheTree(input);
  yield* ofReadability(input);
  yield* ofWhoWroteIt(input, waived);
  yield* ofGovernance(input);
  yield* ofSize(input, waived);
  yield* ofConstraints(input, waived);
}

function* ofTheTree(input: JudgeInput): Reasons {
  const { change } = input;
  if (change.resultTree === null)
    yield because("merge-conflict", "Base and head cannot be merged without a conflict: merge the base into the branch and put the change forward again.");
  const items = change.items.length > mostItems ? itemsAsked(change, new Set(passingAlone(input).map(({ name }) => name))) : [];
  if (items.length > mostItems)
    yield because(
      "items-too-many",
      `${items.length} findings and updates ask for an answer each, and nobody answers more than ${mostItems} one by one: mend what is found, or split the change.`,
    );
  if (change.types.length === 0) yield because("empty-change", "Nothing differs between base and result, so there is nothing to judge.");
  if (change.superseded) yield because("superseded", `A newer revision of this change was put forward after revision ${change.revision}.`);
  if (change.flags.includes("symlink-escape")) yield because("symlink-escape", "A symbolic link of the change points outside the repository: remove it.");
  if (change.flags.includes("path-collision")) yield because("path-collision", "Two paths of the result differ only by case or Unicode form: rename one of them.");
  if (change.flags.includes("bidi") || change.flags.includes("invisible-characters"))
    yield because("hidden-characters", "Added text holds bidirectional or invisible characters: look at the bytes before you judge.");
}

function* ofReadability({ change: { flags, unreadable } }: JudgeInput): Reasons {
  const [source] = unreadable.sources;
  if (source !== undefined) {
    const sentence = `${withMore(source, unreadable.sources)} is source code that nobody can read: put in its place what a person wrote, or first let the base's .gitattributes call it generated.`;
    yield because("unreadable-source", sentence, source);
  }
  const [first] = unreadable.unshown;
  if (first !== undefined) {
    const sentence = `${withMore(first, unreadable.unshown)} cannot be shown as lines: one person more than usual approves the change, and vouches for that by its digest.`;
    yield because("opaque-content", sentence, first);
  } else if (source === undefined && flags.includes("opaque")) yield because("opaque-content", "The change holds content that nobody can read.");
}

function withMore(first: string, all: readonly string[]): string {
  return all.length === 1 ? first : `${first}, like ${all.length - 1} more,`;
}

function* ofWhoWroteIt({ change, people, policy: { policy } }: JudgeInput, waived: Waived): Reasons {
  // Where nobody is enrolled at all, nobody can be resolved, and nobody can approve either.
  for (const { person, identity } of people.persons.size === 0 ? [] : change.contributors) {
    if (person === null)
      yield because("unresolved-contributor", `${identity} contributed and belongs to no enrolled person: enrol the person, or add the address to one.`, identity);
  }
  for (const tool of change.suspendedTools) yield because("tool-suspended", `${tool} wrote part of the change, and the policy suspends it.`, tool);
  for (const { tool, path } of change.toolConflicts) yield because("tool-not-allowed-here", `${tool} wrote in ${path}, where the policy does not let it write.`, path);
  if (!waived("ai.tools"))
    for (const { tool, model } of unregistered(change.wrote, policy.ai.tools))
      yield because(
        "tool-unregistered",
        model === null
          ? `${tool} wrote part of the change, and the register of AI tools does not name it: register it and close its review, or write the change without it.`
          : `${tool} wrote part of the change with ${model}, which its register does not allow: add the model and close its review, or write the change without it.`,
        tool,
      );
  if (policy.ai.undeclared === "deny" && change.origins.includes("unknown"))
    yield because("origin-undeclared", "Lines of unknown origin are refused by the policy: declare which tools wrote them, or that none did.");
  if (policy.ai.disclosure === "required" && !change.disclosed)
    yield because("disclosure-missing", "The change does not say which AI tools it used: put it forward anew with their names, or saying that none was used.");
}

function* ofGovernance({ change, governance, now }: JudgeInput): Reasons {
  for (const { tool, reason } of governance.suspended) {
    if (change.wrote.some((each) => isSameTool(each.tool, tool)) && !change.suspendedTools.includes(tool))
      yield because("tool-suspended", `${tool} wrote part of the change, and is suspended: ${reason}`, tool);
  }
  for (const { id, tool, model, open } of reviewsOfChange(change, governance.reviews))
    yield because("tool-under-review", `${model ?? tool} wrote part of the change, and its review is open: ${open.join(", ")}.`, id);
  const { blueprint, charterMissing, debt } = governance;
  const path = change.beyondDocuments;
  const exception = exceptionOf(governance, new Set(change.contributors.flatMap(({ person }) => person ?? [])), now);
  if (path !== null && exception !== null) yield because("excepted", `The blueprint lets this change pass by an exception: ${exception.reason}`, exception.id);
  else if (path !== null && blueprint !== null)
    yield because(
      "blueprint-running",
      `The project is in its blueprint until about ${blueprint.end}, and ${path} is no document: close the blueprint, or record an exception.`,
      path,
    );
  else if (path !== null && charterMissing) yield because("charter-missing", "Nobody has approved the project's charter: sign it, or record an exception.");
  // What nobody decided is told of on the portfolio, not at every change.
  if (debt?.kind === "skipped") yield because("governance-debt", "The project builds without a blueprint, as somebody decided.");
}

function* ofSize({ change, policy: { policy } }: JudgeInput, waived: Waived): Reasons {
  const { changeLines: limit, block } = policy.limits;
  const lines = change.added + change.deleted;
  if (block?.changeLines !== undefined && lines > block.changeLines && !waived("limits.change-lines.block")) {
    yield because("change-over-limit", `The change has ${lines} changed lines, and none of more than ${block.changeLines} passes: split it.`);
  } else if (lines > 4 * limit && change.sizeReason === null) {
    yield because(
      "size-unexplained",
      `The change has ${lines} changed lines, more than four times the limit of ${limit}: split it, or put it forward with the reason for its size.`,
    );
  } else if (lines > limit) {
    yield because("change-too-large", `The change has ${lines} changed lines; reviews of more than ${limit} find less.`);
  }
}

function* ofConstraints({ change: { constraints } }: JudgeInput, waived: Waived): Reasons {
  for (const id of constraints.unchecked) {
    if (!waived(`constraints.${id}`)) yield because("constraint-unchecked", uncheckedSentence(id, constraints.why?.[id]), id);
  }
  for (const { id, path, line } of constraints.broken) {
    if (constraints.asked.includes(id) || waived(`constraints.${id}`)) continue;
    yield because("constraint-broken", `${path}${line === null ? "" : `:${line}`} breaks the constraint ${id}.`, id);
  }
}

function uncheckedSentence(id: string, why: string | undefined): string {
  const attach = "attach a SARIF report whose tool lists that rule";
  return why === undefined ? `No accepted analysis says that it looked for ${id}: ${attach}.` : `Nobody looked for ${id} everywhere: ${why}. Mend that, or ${attach}.`;
}
