import { Failure, type Place } from "../model/failure.ts";
import type { BlueprintFile, DeliveryFile, FileKind, FileOf, RisksFile } from "./files.ts";

type At = (path: string) => Place;

/** What no schema can say of a file by itself: names that stand twice, dates and levels out of order. */
export function checkedFile(file: FileOf<FileKind>, at: At): Failure[] {
  const fail = (path: string, sentence: string, hint: string) => new Failure("document-invalid", sentence, { hint, place: at(path) });
  const found = [...headFailures(file.document, fail), ...ownFailures(file, fail)];
  return found.sort((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0));
}

function ownFailures(file: FileOf<FileKind>, fail: Fail): Failure[] {
  if ("blueprint" in file) return blueprintFailures(file, fail);
  if ("delivery" in file) return deliveryFailures(file, fail);
  return "risks" in file ? riskFailures(file, fail) : [];
}

type Fail = (path: string, sentence: string, hint: string) => Failure;

function headFailures({ version, history }: FileOf<FileKind>["document"], fail: Fail): Failure[] {
  return (history ?? []).flatMap((entry, index) => {
    const path = `document.history[${index}].version`;
    if (entry.version > version) return [fail(path, `The history names version ${entry.version}, which is above the document's own.`, `\`document.version\` is ${version}.`)];
    const before = history?.[index - 1];
    return before !== undefined && before.version >= entry.version ? [fail(path, "The history goes from the oldest version to the newest.", "Sort it.")] : [];
  });
}

function blueprintFailures({ start, end, days }: BlueprintFile, fail: Fail): Failure[] {
  return [
    ...(end < start ? [fail("end", `The sprint would end on ${end}, before it starts on ${start}.`, "Give a later day.")] : []),
    ...twice(days.map(({ day }) => String(day))).map((index) => fail(`days[${index}].day`, `Day ${days[index]?.day} stands twice.`, "Keep one of them.")),
  ];
}

function deliveryFailures({ phases }: DeliveryFile, fail: Fail): Failure[] {
  const phasesTwice = twice(phases.map(({ id }) => id)).map((index) => fail(`phases[${index}].id`, `The phase \`${phases[index]?.id}\` stands twice.`, "Give one another id."));
  return [...phasesTwice, ...checkpointsTwice(phases, fail)];
}

function riskFailures({ register, levels }: RisksFile, fail: Fail): Failure[] {
  const again = twice(register.map(({ id }) => id)).map((index) =>
    fail(`register[${index}].id`, `The risk ${register[index]?.id} stands twice.`, "Give one another id; an id is never used again."),
  );
  const ordered = levels === undefined || (levels.low < levels.medium && levels.medium < levels.high);
  return ordered ? again : [...again, fail("levels", "The levels do not grow from low over medium to high.", "Such as `{ low: 4, medium: 9, high: 16 }`.")];
}

// A checkpoint is signed by its id, so that id is one in the whole framework.
function checkpointsTwice(phases: DeliveryFile["phases"], fail: Fail): Failure[] {
  const all = phases.flatMap(({ checkpoints }, phase) => checkpoints.map(({ id }, at) => ({ id, path: `phases[${phase}].checkpoints[${at}].id` })));
  return twice(all.map(({ id }) => id)).map((index) => fail(all[index]?.path ?? "phases", `The checkpoint \`${all[index]?.id}\` stands twice.`, "Give one another id."));
}

/** Indexes of what already stood before. */
function twice(names: readonly string[]): number[] {
  return names.flatMap((name, index) => (names.indexOf(name) === index ? [] : [index]));
}
