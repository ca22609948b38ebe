import { spoken } from "../../model/people.ts";
import type { BlueprintContext, BlueprintFiles } from "../blueprint.ts";
import { type DoneItem, type DonePart, definitionOfDone } from "../plan/definition-of-done.ts";
import { documentPath, type RenderedDocument, written } from "./document.ts";
import { apart, code, inline, list, sentence, table } from "./markdown.ts";
import { partsIn } from "./parts.ts";
import { counted } from "./words.ts";

/** The Definition of Done as text, from the criteria that the gate judges by (R108). */
export function renderDefinitionOfDone(files: BlueprintFiles, { policy }: BlueprintContext): RenderedDocument {
  const { tiers, environments, always } = definitionOfDone(policy);
  const delivery = files.delivery?.file.document;
  return written({
    path: documentPath("definition-of-done"),
    head: {
      title: "Definition of Done",
      ...(delivery === undefined ? {} : { "part-of": delivery.id, classification: delivery.classification }),
      "policy-version": policy.organisation.version,
      "generated-from": ".countersign/policy.yaml",
    },
    title: "Definition of Done",
    opening: [`A change is done when it is true of it what its tier asks for: ${counted(tiers.length, "tier")}, compiled from the policy that the gate judges by.`],
    parts: partsIn("definition-of-done", {
      "For every change": list(always),
      "By tier": apart(tiers.map(partLines)),
      "Before an environment": apart(environments.map(partLines)),
    }),
    from: { policy: policy.digest },
  });
}

function partLines(part: DonePart): string[] {
  const alone =
    part.alone === null ? [] : [`It passes without a person when this holds: ${inline(part.alone.item.says)} ${inline(part.alone.sample)} of these are looked at afterwards.`];
  return apart([
    [`### ${inline(spoken(part.name).replace(/^./, (first) => first.toUpperCase()))}`],
    part.human === "" ? [] : [`${sentence(part.human.replace(/\.$/, ""))}.`],
    typeLines(part),
    table(["Criterion", "What must be true", "Decided by"], part.items.map(itemRow)),
    alone,
    approvalLines(part),
  ]);
}

function itemRow({ id, says, decidedBy }: DoneItem): string[] {
  return [code(id), inline(says), decidedBy === "human" ? "a person" : "evidence"];
}

function typeLines({ types }: DonePart): string[] {
  if (types.length === 0) return [];
  const names = types.map(({ name, qualification }) => `${code(name)}${qualification === null ? "" : ` (one approver qualified for ${inline(spoken(qualification))})`}`);
  return [`For changes to ${names.join(", ")}.`];
}

function approvalLines({ approvals, byOrigin }: DonePart): string[] {
  const raised = byOrigin.map(({ origins, approvals: more }) => `Where a line is of origin ${origins.join(" or ")}: ${more.join("; ")}.`);
  return [`- Approved by ${inline(approvals.join("; "))}.`, ...raised.map((line) => `- ${sentence(line)}`)];
}
