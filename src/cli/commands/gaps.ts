import { basename, resolve } from "node:path";
import { openRepository } from "../../git/index.ts";
import { type AssessedGate, gapsSentence, type RepositoryGaps, repositoryGaps, repositoryGapsMarkdown } from "../../reading/index.ts";
import { type Detected, detectRepository } from "../../workflow/index.ts";
import { policyOf } from "../../workflow/policy-source.ts";
import type { Call, Run } from "../command.ts";
import { blank, faint, heading, labelled, line, type Page, strong, under } from "../page.ts";
import { policyFor } from "../policy-for.ts";
import { during } from "../progress.ts";

/** Holds the gates that a repository has against those that its policy needs (R18). What is missing is an answer, so that a pipeline can act on it: exit code 1. */
export const gaps: Run = async (call) => {
  const detected = await during(call, "Looking at the repository", detectRepository(call.settings.repo, call.values.text("rev") ?? "HEAD"));
  const found = repositoryGaps(detected, await policyAt(call, detected), call.io.clock());
  const exit = found.counts.missing + found.counts.partly > 0 ? 1 : 0;
  const project = call.values.text("project") ?? basename(resolve(call.settings.repo));
  const markdown = call.values.text("format") === "markdown" ? { text: repositoryGapsMarkdown(found, project) } : {};
  return { json: { project, ...found }, page: gapsPage(found), ...markdown, exit };
};

async function policyAt(call: Call, { commit }: Detected) {
  if (commit === null) return policyOf(null, null, call.io.clock());
  await using repository = await openRepository(call.settings.repo);
  return await policyFor(call, repository, commit);
}

function gapsPage(found: RepositoryGaps): Page {
  const of = (wanted: (gate: AssessedGate) => boolean, title: string, lines: (gate: AssessedGate) => Page): Page => {
    const gates = found.gates.filter(wanted);
    return gates.length === 0 ? [] : [blank, heading(title), ...gates.flatMap(lines)];
  };
  return [
    line(strong(gapsSentence(found))),
    ...of(({ due }) => due !== null, "To be closed", openLines),
    ...of(
      ({ state }) => state === "unknown",
      "Not to be read from here, and so not taken for met",
      ({ title, found: said }) => [under(2, `? ${title}. `, faint(said))],
    ),
    ...of(
      ({ state }) => state === "met",
      "There",
      ({ title, found: said }) => [under(2, `✓ ${title}. `, faint(said))],
    ),
    ...of(
      ({ state }) => state === "not-needed",
      "Not needed",
      ({ title, found: said }) => [under(2, `· ${title}. `, faint(said))],
    ),
    ...(found.unread.length === 0 ? [] : [blank, ...found.unread.map((sentence) => line(sentence))]),
  ];
}

function openLines({ title, state, found, why, mend, owner, due, severity }: AssessedGate): Page {
  const who = owner === null ? "nobody was found who could" : `${owner.name}, by ${owner.basis}`;
  return [
    under(2, state === "partly" ? "~ " : "✗ ", strong(`${title}. `), why),
    ...labelled([
      ["      There", found],
      ["      To do", mend],
      ["      Who", who],
      ["      By", `${due} (${severity})`],
    ]),
  ];
}
