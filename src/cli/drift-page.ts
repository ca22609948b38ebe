import type { BaselineDrift, ProjectDrift } from "../reading/index.ts";
import { plural } from "./change-page.ts";
import { blank, faint, heading, line, type Page, strong, under } from "./page.ts";

/** How each project's rules differ from the organisation's, what asks for somebody first. */
export function driftPage({ version, projects }: BaselineDrift): Page {
  const uncovered = projects.filter((each) => each.uncovered.length > 0 || each.problem !== null);
  const said = uncovered.length === 0 ? "none is looser without a waiver" : `${uncovered.length} ${uncovered.length === 1 ? "is" : "are"} looser without a waiver that holds`;
  return [
    line(strong(`The baseline is ${version === 0 ? "the built-in default" : `version ${version}`}; of ${plural(projects.length, "project")} ${said}.`)),
    ...projects.flatMap((each) => [blank, heading(each.project), ...projectLines(each)]),
  ];
}

function projectLines({ own, tighter, loosened, uncovered, used, attempts, problem }: ProjectDrift): Page {
  return [
    ...(own === null ? [under(2, "It has no policy of its own: the baseline rules as it stands.")] : []),
    ...(problem === null ? [] : [under(2, `✗ ${problem}`)]),
    ...uncovered.map(({ sentence }) => under(2, `✗ ${sentence} `, faint("No waiver that holds covers it."))),
    ...loosened.map(({ sentence, waiver: { id, expires, daysLeft } }) => under(2, `! ${sentence} `, faint(`Waiver ${id}, until ${expires}: ${plural(daysLeft, "day")} left.`))),
    ...tighter.map(({ sentence }) => under(2, `· ${sentence}`)),
    ...(attempts.length === 0 ? [] : [under(2, `${plural(attempts.length, "attempt")} to loosen the baseline ${attempts.length === 1 ? "was" : "were"} refused.`)]),
    ...(used === null ? [] : [under(2, usedSentence(used))]),
  ];
}

function usedSentence({ change, version, behind }: NonNullable<ProjectDrift["used"]>): string {
  const named = version === 0 ? "the built-in default" : `version ${version}`;
  return `Its newest change, ${change}, is judged by ${named}${behind === 0 ? ", which is in force." : `, ${plural(behind, "version")} behind.`}`;
}
