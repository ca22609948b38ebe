import type { BlueprintFiles } from "../blueprint.ts";
import { type BlueprintFile, type DecisionArea, decisionAreas } from "../files.ts";
import { lengthWarning, workingDayOf } from "../plan/sprint.ts";
import type { LoadedFile } from "../read.ts";
import type { DecisionRecord } from "../records/record.ts";
import { type Found, found } from "./found.ts";

/** The sprint's length and plan, and whether each area has come to a decision (R49, R51). */
export function sprintFindings({ blueprint, decisions }: BlueprintFiles): Found[] {
  if (blueprint === null) return [];
  const warning = lengthWarning(blueprint.file);
  return [
    ...(warning === null ? [] : [found("sprint-length", `The sprint takes ${warning}`, "Move its end, or say in the minutes why it is so.", blueprint.at("end"))]),
    ...dayFindings(blueprint),
    ...decisionAreas.flatMap((area) => areaFindings(blueprint, decisions, area)),
  ];
}

function dayFindings(blueprint: LoadedFile<"blueprint">): Found[] {
  const { start, end, days } = blueprint.file;
  const last = workingDayOf(start, end);
  return days.flatMap(({ day }, at) => {
    if (day <= last) return [];
    return [
      found("day-beyond-sprint", `Day ${day} lies beyond the end of the sprint, which has ${last} working days.`, "Move the topic, or the end.", blueprint.at(`days[${at}].day`)),
    ];
  });
}

function areaFindings(blueprint: LoadedFile<"blueprint">, decisions: readonly DecisionRecord[], area: DecisionArea): Found[] {
  const entries = blueprint.file.areas[area] ?? [];
  const missing = entries.flatMap((entry, at) => {
    if (recordAt(decisions, entry) !== null) return [];
    return [
      found(
        "record-missing",
        `There is no decision record ${entry}.`,
        "Name it as it stands beside this file, or from the top of the repository.",
        blueprint.at(`areas.${area}[${at}]`),
      ),
    ];
  });
  const decided = recordsOf(blueprint.file, decisions, area).some(({ status }) => status === "accepted");
  const place = blueprint.at(entries.length === 0 ? "areas" : `areas.${area}`);
  return [
    ...missing,
    ...(decided ? [] : [found("area-undecided", `Nothing is decided yet for ${spokenArea[area]}.`, `Accept a decision record, and name it under \`areas.${area}\`.`, place)]),
    ...(blueprint.file.days.some((day) => day.area === area)
      ? []
      : [found("area-without-day", `No day of the plan is for ${spokenArea[area]}.`, `Give a day \`area: ${area}\`.`, blueprint.at("days"))]),
  ];
}

export const spokenArea: Readonly<Record<DecisionArea, string>> = {
  architecture: "architecture",
  data: "data",
  security: "security",
  operations: "operations",
  "ai-tooling": "AI tools",
};

/** The decision record that an entry of `areas` means; null where there is none. */
export function recordAt(decisions: readonly DecisionRecord[], entry: string): DecisionRecord | null {
  const path = entry.replace(/^\.\//, "");
  return decisions.find(({ file }) => file === path || file === `.countersign/${path}`) ?? null;
}

export function recordsOf({ areas }: Pick<BlueprintFile, "areas">, decisions: readonly DecisionRecord[], area: DecisionArea): DecisionRecord[] {
  return (areas[area] ?? []).flatMap((entry) => recordAt(decisions, entry) ?? []);
}
