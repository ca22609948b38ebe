import { origins } from "../../model/origin.ts";
import { spoken } from "../../model/people.ts";
import type { AiTool, Policy } from "../../model/policy.ts";
import type { BlueprintContext, BlueprintFiles } from "../blueprint.ts";
import type { AiPolicyFile } from "../files.ts";
import { type Holders, holdersOf } from "../holders.ts";
import type { LoadedFile } from "../read.ts";
import { documentPath, frontMatter, type RenderedDocument, standing, written } from "./document.ts";
import { apart, code, inline, list, prose, table } from "./markdown.ts";
import { partsIn } from "./parts.ts";
import { spanWords } from "./words.ts";

/** The written AI policy: one page that everybody reads, then the long form, with the register of tools as the gate holds it (R11, R40). */
export function renderAiPolicy(loaded: LoadedFile<"ai-policy">, files: BlueprintFiles, context: BlueprintContext): RenderedDocument {
  const { file, digest, name } = loaded;
  const { policy } = context;
  const holders = holdersOf(files, context);
  return written({
    path: documentPath("ai-policy"),
    head: frontMatter(file.document, name),
    title: file.document.title,
    opening: apart([standing(file.document), [answerOf(file, policy)]]),
    parts: partsIn("ai-policy", {
      "On one page": onePage(file, policy),
      "May I?": apart(file.questions.map(({ ask, answer }) => [`**${inline(ask)}** ${inline(answer)}`])),
      "Purpose and scope": apart([prose(file.purpose), prose(file.scope)]),
      "Registered AI tools": toolLines(file, policy, holders),
      "Data classes": classLines(file, policy),
      "What agents may do": apart([["An agent may:"], list(file.agents.may), ["An agent may not:"], list(file.agents["may-not"])]),
      Review: apart([prose(file.review), reviewLines(policy)]),
      Disclosure: apart([prose(file.disclosure), disclosureLines(policy)]),
      "Dependencies and licences": apart([
        prose(file.dependencies),
        policy.licences === undefined ? [] : [`Licences that need no word: ${policy.licences.map(code).join(", ") || "none"}.`],
      ]),
      "Constraints on the code": table(
        ["Constraint", "Why", "What a break of it does"],
        policy.constraints.map(({ id, why, severity }) => [code(id), inline(why), severities[severity]]),
      ),
      "Reporting without blame": prose(file.reporting),
      Exceptions: prose(file.exceptions),
      Training: prose(file.training),
      Acknowledgement: acknowledgementLines(file),
    }),
    from: { "ai-policy": digest, policy: policy.digest, blueprint: files.blueprint?.digest ?? "" },
  });
}

const severities = { deny: "the change does not pass", ask: "a person is asked", warn: "it is said" } as const;

function usable({ ai: { tools, suspended } }: Policy): readonly AiTool[] {
  return tools.filter(({ tool }) => !suspended.includes(tool));
}

function answerOf(file: AiPolicyFile, policy: Policy): string {
  const tools = usable(policy).map(({ tool }) => code(tool));
  const open = file["data-classes"].filter(({ send }) => send === "any-tool").map((each) => inline(spoken(each.class)));
  const others = open.length === 0 ? "no other may be used" : `any other may have ${open.join(" and ")} data only`;
  const one = tools.length === 1;
  const registered = `Registered AI ${one ? "tool" : "tools"}, ${one ? "" : "each "}to be used once its review is closed: ${tools.join(", ")}; ${others}.`;
  return tools.length === 0 ? `No AI tool is registered that may be used: ${others}.` : registered;
}

function onePage(file: AiPolicyFile, policy: Policy): string[] {
  return apart([
    ["**You may:**"],
    list(file.permitted),
    ["**Never:**"],
    list(file.prohibited),
    ["**What may be sent to a tool:**"],
    table(
      ["Data", "May it be sent?"],
      file["data-classes"].map((each) => [inline(spoken(each.class)), sendText(each, policy)]),
    ),
    ["Whoever has an AI write code answers for it as its author, and somebody else approves it."],
  ]);
}

type DataClass = AiPolicyFile["data-classes"][number];

function sendText({ class: name, send }: DataClass, policy: Policy): string {
  const allowed = usable(policy).filter((tool) => tool.data.includes(name));
  switch (send) {
    case "any-tool":
      return "yes, to any tool";
    case "approved-tools":
      return "to approved tools only";
    case "named-tools":
      return allowed.length === 0 ? "**no**: no registered tool may have it" : `only to ${allowed.map(({ tool }) => code(tool)).join(", ")}`;
    case "never":
      return "**never**";
  }
}

function classLines(file: AiPolicyFile, policy: Policy): string[] {
  const tools = usable(policy);
  // A tool without conditions on data takes what its class lets go to any approved one.
  const mark = ({ class: name, send }: DataClass, { data }: AiTool) =>
    send === "never" ? "no" : send === "any-tool" || data.includes(name) || (send === "approved-tools" && data.length === 0) ? "yes" : "no";
  const rows = file["data-classes"].map((each) => [
    inline(spoken(each.class)),
    inline(each.means),
    `${sendText(each, policy)}${each.says === undefined ? "" : `. ${inline(each.says)}`}`,
    ...tools.map((tool) => mark(each, tool)),
  ]);
  return table(["Class", "Means", "May it be sent?", ...tools.map(({ tool }) => code(tool))], rows);
}

function toolLines(file: AiPolicyFile, policy: Policy, holders: Holders): string[] {
  const rows = policy.ai.tools.map((tool) => {
    const more = file.tools?.[tool.tool];
    const state = policy.ai.suspended.includes(tool.tool) ? " (**suspended**)" : "";
    return [
      `${code(tool.tool)}${state}`,
      inline(more?.vendor ?? ""),
      inline(more?.account ?? ""),
      tool.models.map(code).join(", ") || "any",
      inline(more?.use ?? ""),
      tool.data.map((name) => inline(spoken(name))).join(", ") || "no condition",
      conditions(tool),
      inline(holders.nameOf(tool.owner)),
      tool.reviewBy ?? "**no date**",
    ];
  });
  if (rows.length === 0) return ["The register is empty: no tool is approved."];
  // Reviews and suspensions of the day are in the ledger, which no document is made from.
  const use = "A tool is approved once its review is closed and while it is not suspended; `countersign tools list` says which are now.";
  return apart([[use], table(["Tool", "Vendor", "Account", "Models", "Use", "Data", "Conditions", "Owner", "Review"], rows)]);
}

function conditions({ modes, notPaths }: AiTool): string {
  const parts = [
    modes.length === 0 ? "" : `modes: ${modes.map((mode) => inline(spoken(mode))).join(", ")}`,
    notPaths.length === 0 ? "" : `not in ${notPaths.map(code).join(", ")}`,
  ];
  return parts.filter(Boolean).join("; ") || "none";
}

function reviewLines({ ai: { reviewers, undeclared } }: Policy): string[] {
  const origin = { human: "people", ai: "AI", mixed: "people with AI", unknown: "nobody knows who" } as const;
  return apart([
    table(
      ["Lines written by", "Fewest different approvers"],
      origins.map((each) => [origin[each], String(reviewers[each])]),
    ),
    [undeclared === "deny" ? "A change with lines of unknown origin does not pass." : "A line of unknown origin counts as written by AI."],
  ]);
}

function disclosureLines({ ai: { disclosure, disclosureIn } }: Policy): string[] {
  const places = (disclosureIn ?? ["commit"]).map((place) => `the ${spoken(place)}`);
  return [
    disclosure === "required"
      ? `A change that does not say which AI tools it used, in ${places.join(" and ")}, does not pass.`
      : "Disclosure is asked for, and no gate stops a change without it.",
  ];
}

function acknowledgementLines({ acknowledgement: { roles, every, says } }: AiPolicyFile): string[] {
  return apart([
    prose(says),
    [`Acknowledged by everybody who is ${roles.map((role) => inline(spoken(role))).join(" or ")}, again every ${spanWords(every).replace(/^1 /, "")} and with each new version.`],
  ]);
}
