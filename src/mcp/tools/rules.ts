import { z } from "zod";
import { rulesFor } from "../../brief/index.ts";
import { readRuleFile } from "../../policy/index.ts";
import { pathsField, projectField, treePaths } from "../fields.ts";
import { onGround } from "../ground.ts";
import { tool } from "../tool.ts";

const rule = z.strictObject({ id: z.string(), level: z.enum(["MUST", "MUST NOT"]), says: z.string(), check: z.string().describe("The command that checks it") });
const from = z.string().describe("Where the policy came from");

export const getRules = tool({
  name: "get_rules",
  title: "Rules for paths",
  description:
    "The rules that hold for files you are about to write: what you must and must not do, each with the id of its reason and the command that checks it. Ask before you write.",
  input: z.strictObject({ project: projectField, paths: pathsField }),
  output: z.strictObject({ rules: z.array(rule), from }),
  async handle(house, { project, paths }) {
    const asked = treePaths(paths);
    return await onGround(house, project, async (ground) => {
      const rules = rulesFor(ground, asked).map(({ id, level, says, check }) => ({ id, level, says, check }));
      return {
        data: { rules, from: ground.from },
        says: [`${rules.length} rules hold for ${asked.join(", ")}, from ${ground.from}.`, ...rules.map(({ id, level, says }) => `${level} ${says} [${id}]`)],
        next: "Keep to them while you write; then call classify_change with the paths or the range.",
      };
    });
  },
});

const constraint = z.strictObject({
  id: z.string(),
  why: z.string(),
  severity: z.enum(["deny", "ask", "warn"]),
  rule: z.string().describe("File of its machine check, beside the policy"),
  languages: z.array(z.string()).describe("Those that are looked at here; empty where an analyser reports it"),
  check: z.string(),
});

export const listConstraints = tool({
  name: "list_constraints",
  title: "Constraints",
  description: "Every constraint that code of this project must keep, with how it is checked and what happens to a change that breaks it.",
  input: z.strictObject({ project: projectField }),
  output: z.strictObject({ constraints: z.array(constraint), from }),
  async handle(house, { project }) {
    return await onGround(house, project, async ({ compiled, from: source }) => {
      const constraints = compiled.policy.constraints.map(({ id, why, severity, rule: file }) => {
        const text = compiled.rules.get(id);
        const read = text === undefined ? null : readRuleFile(id, why, text, file);
        return { id, why, severity, rule: file, languages: read?.kind === "own" ? [...read.rule.languages] : [], check: "countersign check" };
      });
      return {
        data: { constraints, from: source },
        says:
          constraints.length === 0
            ? [`No constraint is set in ${source}.`]
            : constraints.map(({ id, why, severity, languages }) => `${id} (${severity}${languages.length === 0 ? "" : `; ${languages.join(", ")}`}): ${why} [constraints.${id}]`),
        next: constraints.length === 0 ? "Go on; get_rules has what else holds." : "Keep all of them. Where you cannot, stop and call ask_human.",
      };
    });
  },
});

const lesson = z.strictObject({ id: z.string(), says: z.string(), from: z.string() });

export const getLessons = tool({
  name: "get_lessons",
  title: "Lessons for paths",
  description: "What went wrong or was turned down before where you are about to write, so that you do not do it again.",
  input: z.strictObject({ project: projectField, paths: pathsField }),
  output: z.strictObject({ lessons: z.array(lesson) }),
  async handle(house, { project, paths }) {
    const asked = treePaths(paths);
    return await onGround(house, project, async (ground) => {
      const ids = new Set(rulesFor(ground, asked).flatMap(({ section, id }) => (section === "lessons" ? [id] : [])));
      const lessons = ground.lessons.filter(({ id }) => ids.has(`lessons.${id}`)).map(({ id, says, from: source }) => ({ id, says, from: source }));
      return {
        data: { lessons },
        says:
          lessons.length === 0 ? [`No lesson is recorded for ${asked.join(", ")}.`] : lessons.map(({ id, says, from: source }) => `MUST NOT ${says} (${source}) [lessons.${id}]`),
        next: "Go on with get_rules; search_decisions has the reasons at length.",
      };
    });
  },
});
