import { resolve } from "node:path";
import { emptiness, readEvidence, withInconsistencies } from "../../evidence/index.ts";
import { addDuration, parseDuration } from "../../model/duration.ts";
import {
  type Advisory,
  type Finding,
  type Inconsistency,
  type Reading,
  type Reference,
  type ReferenceReport,
  type ReferenceVerdict,
  type Report,
  referenceVerdicts,
  severities,
} from "../../model/evidence.ts";
import { Failure } from "../../model/failure.ts";
import { programVersion } from "../../server/version.ts";
import { plural, share, withoutName } from "../change-page.ts";
import type { Run, Values } from "../command.ts";
import { readInputFile, readReports } from "../input.ts";
import { faint, line, type Page, strong, under } from "../page.ts";
import { during } from "../progress.ts";
import { referencesPage, registriesOf, writeLog } from "../references.ts";
import { actor, withWorkplace } from "../workplace.ts";

const mostShown = 20;

export const read: Run = async ({ values, io }) => {
  const file = values.needed("FILE");
  const found = readEvidence(await readInputFile(file, io));
  // Held against no change; but what `check` says of every one is said here as well.
  const reading = found.report === null ? found : withInconsistencies(found, emptiness(found.report));
  return { json: reading, page: readingPage(file, reading), exit: reading.state === "accepted" ? 0 : 1 };
};

export const add: Run = async (call) => {
  const { values, io, settings } = call;
  requireProducer(values.text("producer"));
  const by = await actor(call);
  const options = {
    repository: settings.repo,
    commit: values.needed("commit"),
    producer: values.text("producer"),
    run: values.text("run"),
    files: await readReports(values.list("FILE"), io),
  };
  const { addEvidence } = await import("../../workflow/index.ts");
  const added = await withWorkplace(call, (workplace) => during(call, "Checking the reports", addEvidence(workplace, by, options)));
  const page = added.flatMap(({ name, evidence, index, again, reading, inconsistencies }) => [
    ...readingPage(name, { ...reading, inconsistencies }),
    under(2, again ? `It was there already, as ${evidence}, entry ${index} of the ledger.` : `It is ${evidence}, entry ${index} of the ledger.`),
  ]);
  return { json: { evidence: added }, page, exit: added.every(({ reading }) => reading.state === "accepted") ? 0 : 1 };
};

/** What was not looked at is no clean bill: deny by default, so it ends with 4 even if nothing that was looked at is invented. */
export const references: Run = async (call) => {
  const { values, io, settings } = call;
  const options = {
    base: values.text("base"),
    head: values.text("head"),
    pythonPackages: values.list("python-packages").map((path) => resolve(io.folder, path)),
    time: timeOf(values),
  };
  const registry = registriesOf(values);
  const [{ findReferences }, { referenceLog }] = await Promise.all([import("../../workflow/find-references.ts"), import("../../checks/references/index.ts")]);
  const found = await during(call, "Looking up what the added lines name", findReferences({ ...options, repository: settings.repo, registry, clock: io.clock }));
  const log = referenceLog(found, { commit: found.head, repository: found.repository, version: programVersion() });
  const out = values.text("out");
  if (out !== undefined) await writeLog(resolve(io.folder, out), log);
  const contradicted = found.references.some(({ verdict }) => verdict === "contradicted");
  return { json: log, page: referencesPage(found, out), exit: contradicted ? 1 : found.notChecked.length > 0 ? 4 : 0 };
};

// A variable that a pipeline does not have leaves an empty name, and whoever adds the reports is not meant by it.
function requireProducer(name: string | undefined): void {
  if (name === undefined || (name.trim() !== "" && name.length <= 200)) return;
  throw new Failure("bad-usage", name.trim() === "" ? "--producer is empty." : "--producer has more than 200 characters.", {
    hint: "Name what made the reports, such as ci; without --producer they stand under your own id.",
  });
}

function timeOf(values: Values): number | undefined {
  const text = values.text("time-limit");
  if (text === undefined) return undefined;
  const duration = parseDuration(text);
  // A timer of more than 24 days would be over at once.
  if (duration === null || addDuration(0, duration) > 86_400_000)
    throw new Failure("bad-usage", `${text} is no duration of at most a day.`, { hint: "Write --time-limit 30m or --time-limit 2h." });
  return addDuration(0, duration);
}

function readingPage(name: string, reading: Reading): Page {
  const what = reading.format === null ? reading.state : `${reading.format}, ${reading.state}`;
  return [
    line(strong(`${name}: ${what}`), reading.sentence === null ? "" : ` — ${withoutName(reading.sentence, name)}`),
    ...(reading.report === null ? [] : reportPage(reading.report)),
    ...reading.inconsistencies.map(inconsistencyLine),
    ...(reading.commit === undefined ? [] : [under(2, faint(`of commit ${reading.commit}, as it says itself`))]),
    under(2, faint(`${reading.bytes} bytes, read by ${reading.reader}`)),
    under(2, faint(`sha256 ${reading.sha256}`)),
  ];
}

function inconsistencyLine({ sentence, code }: Inconsistency) {
  return under(2, `${sentence} `, faint(code));
}

function reportPage(report: Report): Page {
  if (report.kind === "tests") {
    const { passed, failed, errors, skipped, flaky } = report;
    const bad = report.cases.filter(({ outcome }) => outcome === "failed" || outcome === "error");
    const counts = [`${passed} passed`, `${failed} failed`, `${errors} with an error`, `${skipped} skipped`, ...(flaky > 0 ? [`${flaky} flaky`] : [])];
    return [under(2, counts.join(", ")), ...cut(bad.map(({ identity, message }) => under(4, identity, message === null ? "" : faint(` ${message.split("\n")[0]}`))))];
  }
  if (report.kind === "coverage") {
    return [
      under(2, report.executable === 0 ? "no executable lines" : `${share(report.hit, report.executable)} executable lines covered, in ${plural(report.files.length, "file")}`),
    ];
  }
  if (report.kind === "components") return [under(2, plural(report.components.length, "component"), report.described === null ? "" : faint(` of ${report.described.name}`))];
  if (report.kind === "references") return [under(2, referenceCounts(report)), ...cut(report.references.filter(({ verdict }) => verdict === "contradicted").map(referenceLine))];
  if (report.kind === "advisories") return [under(2, severityCounts(report.advisories) || "no known flaw"), ...cut(report.advisories.map(advisoryLine))];
  return [under(2, `${report.tools.join(", ")}: ${severityCounts(report.findings) || "no findings"}`), ...cut(report.findings.map(findingLine))];
}

function severityCounts(found: readonly Pick<Finding, "severity">[]): string {
  const bySeverity = severities.toReversed().map((severity) => [severity, found.filter((each) => each.severity === severity).length] as const);
  return bySeverity.flatMap(([severity, count]) => (count > 0 ? [`${count} ${severity}`] : [])).join(", ");
}

function referenceCounts({ references, looked }: ReferenceReport): string {
  const count = (wanted: ReferenceVerdict) => references.filter(({ verdict }) => verdict === wanted).length;
  return `${referenceVerdicts.map((verdict) => `${count(verdict)} ${verdict}`).join(", ")}, in ${plural(looked.length, "file")}`;
}

function referenceLine({ path, line: at, name, why }: Reference) {
  return under(4, `${path}:${at} ${name} `, faint(why));
}

function advisoryLine({ severity, package: name, version, title, id, suppressed }: Advisory) {
  return under(4, `${severity} ${name}${version === null ? "" : ` ${version}`} ${title} `, faint(`${id}${suppressed ? ", suppressed" : ""}`));
}

function findingLine({ severity, rule, message, path, line: at, suppressed }: Finding) {
  const where = path === null ? "" : `${path}${at === null ? "" : `:${at}`} `;
  return under(4, `${severity} ${where}${message} `, faint(`${rule}${suppressed ? ", suppressed" : ""}`));
}

function cut(lines: Page): Page {
  return lines.length <= mostShown ? lines : [...lines.slice(0, mostShown), under(4, `and ${lines.length - mostShown} more; see --json`)];
}
