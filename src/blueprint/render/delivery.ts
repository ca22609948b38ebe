import { spoken } from "../../model/people.ts";
import type { BlueprintContext, BlueprintFiles } from "../blueprint.ts";
import type { DeliveryFile, Metric, Phase, PhaseCheckpoint } from "../files.ts";
import { type Holders, holdersOf } from "../holders.ts";
import { readBound } from "../plan/bound.ts";
import { type ScheduledCheckpoint, schedule } from "../plan/schedule.ts";
import type { LoadedFile } from "../read.ts";
import { documentPath, frontMatter, type RenderedDocument, standing, written } from "./document.ts";
import { apart, code, inline, list, sentence, table } from "./markdown.ts";
import { partsIn } from "./parts.ts";
import { peopleText } from "./people.ts";
import { counted, minutesText, spanWords } from "./words.ts";

/** The delivery framework: phases with checkpoints, measures and exit criteria, on the days that the sprints give them. */
export function renderDelivery(loaded: LoadedFile<"delivery">, files: BlueprintFiles, context: BlueprintContext): RenderedDocument {
  const { file, digest, name } = loaded;
  const holders = holdersOf(files, context);
  const { checkpoints } = schedule(file, files.blueprint?.file ?? null);
  return written({
    path: documentPath("delivery"),
    head: frontMatter(file.document, name),
    title: file.document.title,
    opening: apart([standing(file.document), [answerOf(file)]]),
    parts: partsIn("delivery", {
      Sprints: sprintLines(file),
      "Checkpoints at a glance": glance(checkpoints, holders),
      Phases: apart(file.phases.map((phase) => phaseLines(phase, checkpoints, holders))),
      "Definition of Done": ["A change is done when its gate allows it. What each tier asks for is compiled from the policy: [Definition of Done](definition-of-done.md)."],
      "Glossary of formulas": glossary(file),
    }),
    from: { delivery: digest, blueprint: files.blueprint?.digest ?? "" },
  });
}

function answerOf({ phases }: DeliveryFile): string {
  const checkpoints = phases.flatMap((phase) => phase.checkpoints);
  const minutes = checkpoints.reduce((sum, each) => sum + each.minutes, 0);
  const named = `${counted(phases.length, "phase")} with ${counted(checkpoints.length, "checkpoint")}`;
  return `${named}, which take ${minutesText(minutes)} of people's time by estimate. A phase advances only when the exit criteria of its checkpoints are met and signed.`;
}

function sprintLines({ sprints }: DeliveryFile): string[] {
  const budget = sprints["governance-minutes"];
  return [
    `A sprint lasts ${spanWords(sprints.length)}; ${sprints.start === undefined ? "the first one begins on the working day after the blueprint's end" : `the first one begins on ${sprints.start}`}.`,
    ...(budget === undefined ? [] : [`Governance may take ${minutesText(budget)} of a sprint; beyond that an alert is raised.`]),
  ];
}

function glance(checkpoints: readonly ScheduledCheckpoint[], holders: Holders): string[] {
  const rows = checkpoints.map(({ phase, checkpoint, date }) => [
    inline(phase.title),
    inline(checkpoint.title),
    date ?? whenText(checkpoint),
    approver(checkpoint, holders),
    minutesText(checkpoint.minutes),
  ]);
  return table(["Phase", "Checkpoint", "Day", "Approver", "Estimated effort"], rows);
}

function whenText({ when }: PhaseCheckpoint): string {
  return when === "sprint-start" ? "start of a sprint" : when === "sprint-end" ? "end of a sprint" : when;
}

function approver({ approver: role }: PhaseCheckpoint, holders: Holders): string {
  return role === undefined ? "**nobody**" : `${inline(spoken(role))} (${peopleText(holders.holding({ qualification: null, role }), "nobody yet")})`;
}

function phaseLines(phase: Phase, checkpoints: readonly ScheduledCheckpoint[], holders: Holders): string[] {
  const own = checkpoints.filter((each) => each.phase.id === phase.id);
  return apart([
    [`### ${sentence(phase.title)}`],
    [sentence(phase.purpose)],
    phase.entry.length === 0 ? [] : apart([["It begins when:"], list(phase.entry)]),
    ...own.map(({ checkpoint, date, undated }) => checkpointLines(checkpoint, date ?? undated, holders)),
  ]);
}

function checkpointLines(checkpoint: PhaseCheckpoint, date: string | null, holders: Holders): string[] {
  const { id, title, evidence, metrics, exit, minutes } = checkpoint;
  return apart([
    [`#### ${sentence(title)}`],
    [
      `Checkpoint ${code(id)}, ${whenText(checkpoint)}${date === null ? "" : `: ${inline(date)}`}. Approved by ${approver(checkpoint, holders)}; estimated effort ${minutesText(minutes)}.`,
    ],
    evidence.length === 0 ? [] : apart([["Evidence:"], list(evidence)]),
    table(["Measure", "What it tells", "Target", "Action beyond"], metrics.map(metricRow)),
    exit.length === 0 ? ["**No exit criteria.**"] : apart([["Exit criteria:"], list(exit)]),
  ]);
}

function metricRow({ id, says, target, threshold }: Metric): string[] {
  return [code(id), inline(says), boundText(target), threshold === undefined ? "" : boundText(threshold)];
}

const signs = { ">=": "at least", "<=": "at most", ">": "more than", "<": "less than", "=": "exactly" } as const;

function boundText(text: string): string {
  const bound = readBound(text);
  return bound === null ? inline(text) : inline(`${signs[bound.sign]} ${bound.value} ${bound.unit}`.trim());
}

function glossary({ phases }: DeliveryFile): string[] {
  const metrics = phases.flatMap((phase) => phase.checkpoints.flatMap((checkpoint) => checkpoint.metrics));
  const ids = [...new Set(metrics.map(({ id }) => id))].sort();
  // The same measure at two checkpoints is one entry, unless somebody counts it in two ways; then both stand here.
  const rows = ids.flatMap((id) => {
    const same = metrics.filter((metric) => metric.id === id).map(({ says, formula, source }) => [code(id), inline(says), inline(formula), inline(source)]);
    return [...new Map(same.map((row) => [row.join("\n"), row])).values()];
  });
  return rows.length === 0 ? ["No checkpoint has a measure."] : table(["Measure", "What it tells", "Formula", "Source"], rows);
}
