import type { AiTool, DisclosureGrammar, Policy } from "../model/policy.ts";
import { type BriefRule, code, codes } from "./rule.ts";

/** Which AI tools may be used how, and which paths they leave alone. */
export function toolRules({ ai }: Policy): BriefRule[] {
  const usable = ai.tools.filter(({ tool }) => !ai.suspended.includes(tool));
  const registered: BriefRule[] =
    ai.tools.length === 0
      ? []
      : [
          {
            ...rule("ai.tools", 75),
            level: "MUST",
            says: `work only as one of the registered tools: ${
              codes(
                usable.map(({ tool }) => tool),
                20,
              ) || "none is usable now"
            }`,
          },
        ];
  const suspended = ai.suspended.map(
    (tool): BriefRule => ({ ...rule(`ai.suspended.${tool}`, 95), level: "MUST NOT", says: `use ${code(tool)}: it is suspended, and the gate denies what it wrote` }),
  );
  return [...suspended, ...registered, ...usable.flatMap(conditionsOf), ...usable.flatMap(excluded)];
}

function rule(id: string, risk: number) {
  return { id, section: "tools", check: "countersign check", paths: [], risk } as const;
}

function conditionsOf({ tool, owner, models, data, modes }: AiTool): BriefRule[] {
  const limits = [
    ...(models.length === 0 ? [] : [`with the models ${codes(models, 12)}`]),
    ...(data.length === 0 ? [] : [`on data of the classes ${codes(data, 12)}`]),
    ...(modes.length === 0 ? [] : [`in the modes ${codes(modes, 12)}`]),
  ];
  return limits.length === 0 ? [] : [{ ...rule(`ai.tools.${tool}`, 74), level: "MUST", says: `use ${code(tool)} only ${limits.join(", ")}; ${owner} answers for it` }];
}

function excluded({ tool, notPaths }: AiTool): BriefRule[] {
  if (notPaths.length === 0) return [];
  const says = `write ${codes(notPaths, 40)} as ${code(tool)}: a person writes there`;
  return [{ ...rule(`ai.tools.${tool}.not-paths`, 96), section: "paths", level: "MUST NOT", says, paths: notPaths }];
}

/** How what AI wrote is disclosed, as the policy asks for it. */
export function disclosureRules({ ai }: Policy): BriefRule[] {
  const places = ai.disclosureIn ?? (ai.disclosure === "required" ? ["commit"] : []);
  const of = (id: string, says: string): BriefRule => ({ id, section: "disclose", level: "MUST", says, check: "countersign disclosure --check", paths: [], risk: 80 });
  const commit = `end each commit message that holds what you wrote with the trailer ${code(trailerExample(ai.disclosureGrammar))}, naming yourself and your model`;
  return [
    of("ai.disclosure", places.length === 0 || places.includes("commit") ? commit : "say that you took part wherever the policy asks for it"),
    ...(places.includes("file-header") ? [of("ai.disclosure.in.file-header", "say in a comment at the head of each file that you wrote that AI wrote it, and which")] : []),
    ...(places.includes("description") ? [of("ai.disclosure.in.description", "say in the description of the change which AI tools took part")] : []),
    {
      ...of("ai.undeclared", `name a person as the author of what you wrote${ai.undeclared === "deny" ? ": a line of unknown origin is denied" : ", nor leave it undeclared"}`),
      level: "MUST NOT",
    },
  ];
}

/** A trailer in the grammar that the policy asks for; without one, the Linux kernel's, which every grammar's reader knows. */
export function trailerExample(grammar: DisclosureGrammar | undefined): string {
  if (typeof grammar === "object") return `${grammar.trailer}: TOOL MODEL`;
  if (grammar === "co-authored-by") return "Co-authored-by: TOOL (MODEL) <the tool's address>";
  return grammar === "free-text" ? "Assisted-by: TOOL MODEL" : "Assisted-by: TOOL:MODEL";
}
