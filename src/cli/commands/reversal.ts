import { reversalCauses } from "../../model/reversal.ts";
import { recordReversal, stateConstraint, type Workplace } from "../../workflow/index.ts";
import type { Run } from "../command.ts";
import { blank, command, line, type Page, table } from "../page.ts";
import { actor, withWorkplace } from "../workplace.ts";

type Reversal = Awaited<ReturnType<typeof recordReversal>>;

export const list: Run = async (call) => {
  const project = call.values.text("project");
  const reversals = await withWorkplace(call, ({ store }: Workplace) => store.read.governance.reversals(project));
  const rows = reversals.map((each) => [each.id, `${each.change} takes back ${each.reversed}`, each.cause, `${each.restored} of ${each.files} files`, stateOf(each)]);
  return { json: { reversals }, page: table(["id", "what", "why", "restored", "constraint"], rows, "No change took back an earlier one, as far as anybody said.") };
};

export const record: Run = async (call) => {
  const { values } = call;
  const by = await actor(call);
  const cause = reversalCauses.find((each) => each === values.needed("cause")) ?? "other";
  const given = { change: values.needed("CHANGE"), reversed: values.needed("of"), cause, note: values.needed("note") };
  const reversal = await withWorkplace(call, (workplace) => recordReversal(workplace, by, given));
  const said = line(`${reversal.id}: ${reversal.change} leaves ${reversal.restored} of the ${reversal.files} files of ${reversal.reversed} as they were before it.`);
  return { json: { reversal }, page: [said, ...nextFor(reversal)] };
};

export const stated: Run = async (call) => {
  const by = await actor(call);
  const given = { reversal: call.values.needed("REVERSAL"), constraint: call.values.needed("CONSTRAINT") };
  const reversal = await withWorkplace(call, (workplace) => stateConstraint(workplace, by, given));
  return { json: { reversal }, page: [line(`${reversal.id} led to the constraint ${given.constraint}, which the policy of ${reversal.project} holds.`)] };
};

function stateOf({ cause, stated }: Reversal): string {
  if (stated !== null) return stated.constraint;
  return cause === "unstated-constraint" ? "to be stated" : "";
}

function nextFor({ id, cause }: Reversal): Page {
  if (cause !== "unstated-constraint") return [];
  return [
    blank,
    line("The constraint is still to be stated, so that nobody runs into it again: add it under `constraints` in .countersign/policy.yaml, have it adopted, then"),
    command(`countersign reversal stated ${id} CONSTRAINT`),
  ];
}
