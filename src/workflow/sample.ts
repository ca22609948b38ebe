import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeRepository } from "../git/index.ts";
import type { Answer } from "../model/decision.ts";
import { Failure } from "../model/failure.ts";
import type { Verdict } from "../model/verdict.ts";
import { addEvidence } from "./add-evidence.ts";
import { adoptPolicy } from "./adopt-policy.ts";
import { openCase } from "./case.ts";
import { prepareDecision, questionsFor, recordDecision } from "./decide.ts";
import { enrolKey, enrolPerson, qualify } from "./enrol.ts";
import { found, registerProject } from "./found.ts";
import { gate } from "./gate.ts";
import { propose } from "./propose.ts";
import { sampleBranch, sampleEvidence, sampleHistory, samplePeople } from "./sample/history.ts";
import { makeSampleKey, sampleSigner } from "./sample/keys.ts";
import { openWorkplace, type Workplace, type WorkplaceOptions } from "./workplace.ts";

export interface SampleOptions extends WorkplaceOptions {
  /** Whether the person can be asked; otherwise the commands name the prepared answers. */
  readonly interactive: boolean;
}

export interface Sample {
  readonly folder: string;
  readonly repository: string;
  readonly change: string;
  readonly people: readonly { readonly handle: string; readonly name: string }[];
  /** What happened, a sentence a step. */
  readonly walk: readonly string[];
  readonly verdict: Verdict;
  /** In one sentence: what is missing and who can give it. */
  readonly missing: string;
  /** The commands that get the change to *allow*. */
  readonly commands: readonly string[];
}

const project = "appointment-reminders";
const environment = "production";
const requirement = "NW-217";

/**
 * Prepares the sample: a real repository, three people with keys, evidence by real tools, and one change walked up to the last signature that it needs. It is made once, and appears only when it is
 * whole; called again, it says how the sample stands. Throws `Failure`.
 */
export async function prepareSample(options: SampleOptions): Promise<Sample> {
  const { folder } = options;
  if (!existsSync(folder)) await makeWhole(options);
  const at = join(folder, "sample.json");
  if (!existsSync(at)) throw new Failure("already-exists", `${folder} is there and holds no sample.`, { hint: "Move it away, or name another data folder with --data." });
  const { change } = JSON.parse(await readFile(at, "utf8")) as { change: string };
  await using workplace = await openWorkplace(options);
  const { verdict } = await gate(workplace, { environment, change });
  return {
    folder,
    repository: join(folder, "repository"),
    change,
    people: samplePeople.map(({ handle, name }) => ({ handle, name })),
    walk: await walkOf(workplace, change),
    verdict,
    missing: verdict.verdict === "allow" ? "Nothing is missing: it may be deployed." : verdict.headline,
    commands: commandsOf(folder, change, verdict, options.interactive),
  };
}

async function makeWhole(options: SampleOptions): Promise<void> {
  const parent = dirname(options.folder);
  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, `.${basename(options.folder)}-`));
  try {
    await make({ ...options, folder: join(work, "sample") });
    await rename(join(work, "sample"), options.folder).catch((error: NodeJS.ErrnoException) => {
      // Somebody else was faster, and theirs is whole too.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function make(options: WorkplaceOptions): Promise<void> {
  const { folder } = options;
  const [ana, bo, chen] = samplePeople;
  if (!ana || !bo || !chen) throw new TypeError("the sample has three people");
  const { workplace } = await found({ ...options, organisation: "Northwind (a sample)", administrator: chen });
  try {
    const repository = join(folder, "repository");
    const { commits } = await makeRepository(repository, await sampleHistory());
    for (const person of [ana, bo]) await enrolPerson(workplace, chen.handle, person);
    for (const { handle } of samplePeople) await enrolKey(workplace, ana.handle, handle, await makeSampleKey(keyFile(folder, handle), `${handle}, a person of the sample`));
    for (const { handle } of [bo, chen]) {
      for (const domain of ["code-review", "security", "compliance"]) await qualify(workplace, ana.handle, { person: handle, domain, basis: "Three years on this service" });
    }
    await registerProject(workplace, ana.handle, repository, project);
    const policy = await readFile(join(repository, ".countersign", "policy.yaml"), "utf8");
    await adoptPolicy(workplace, ana.handle, {
      text: policy,
      file: ".countersign/policy.yaml",
      project,
      commit: commits.get("policy") ?? "",
      sign: sampleSigner(keyFile(folder, ana.handle)),
    });
    const change = await walk(workplace, repository, { base: commits.get("policy") ?? "", head: commits.get("phone-run") ?? "" });
    await writeFile(join(folder, "answers.yaml"), answersFile);
    await writeFile(join(folder, "sample.json"), `${JSON.stringify({ sample: true, change }, null, 2)}\n`);
  } finally {
    await workplace.close();
  }
}

async function walk(workplace: Workplace, repository: string, { base, head }: { base: string; head: string }): Promise<string> {
  const evidence = await sampleEvidence();
  await addEvidence(workplace, "ana", { repository, commit: base, producer: "ci", files: evidence.base });
  const { change } = await propose(workplace, "ana", { repository, base: "refs/heads/main", head: `refs/heads/${sampleBranch}`, title: "Remind patients by phone", requirement });
  await addEvidence(workplace, "ana", { repository, commit: head, producer: "ci", files: evidence.head });
  for (const handle of ["bo", "chen"]) await approve(workplace, handle, change);
  return change;
}

async function approve(workplace: Workplace, handle: string, change: string): Promise<void> {
  const { questions } = await questionsFor(workplace, handle, change);
  const answers = questions.map(({ id, link }): Answer => ({ criterion: id, value: "met", reason: null, link: link === null ? null : requirement }));
  const prepared = await prepareDecision(workplace, handle, { change, outcome: "approve", answers });
  await recordDecision(workplace, prepared, await sampleSigner(keyFile(workplace.folder, handle))(prepared.bytes, prepared.namespace));
}

function keyFile(folder: string, handle: string): string {
  return join(folder, "keys", "people", handle);
}

async function walkOf(workplace: Workplace, change: string): Promise<string[]> {
  const { summary, detail, assessment, evidence, decisions, people } = await openCase(workplace, change);
  const name = (id: string) => people.persons.get(id)?.name ?? id;
  const { ai, human, mixed, unknown } = summary.origin;
  const tools = [...new Set(detail.attribution.tools.filter(({ lines }) => lines > 0).map(({ tool }) => tool))].join(" and ");
  const { passed } = assessment.evidence.measured.evidence.tests ?? { passed: 0 };
  const covered = Math.trunc((assessment.evidence.measured.coverage?.ai.lines ?? 0) * 100);
  const review = decisions.filter(({ outcome, subject }) => outcome === "approve" && subject.environment === null).map(({ person }) => name(person));
  return [
    `${summary.proposer} put “${summary.title}” forward: ${detail.range.commits.length} commits, ${assessment.change.added} lines added in ${detail.range.files.length} files, for ${summary.requirement}.`,
    `Of these lines ${ai + mixed} were written by AI (${tools}), ${human} by a person, and of ${unknown} nobody knows; they count as AI's.`,
    `The change is ${summary.types.join(", ")}, so its tier is ${summary.tier}: two people qualified for code review judge it.`,
    `${evidence.length} reports are bound to its head: ${passed} tests pass, and ${covered} % of the AI's lines are covered.`,
    `${review.join(" and ")} reviewed it, answered every question and signed. ${summary.proposer} wrote it, and does not count.`,
    `Now the gate in front of ${environment} is asked.`,
  ];
}

function commandsOf(folder: string, change: string, verdict: Verdict, interactive: boolean): string[] {
  const ask = `./countersign gate --environment ${environment} --change ${change} --sample`;
  if (verdict.verdict === "allow") return [ask];
  const answers = interactive ? "" : ` --answers ${join(folder, "answers.yaml")}`;
  return [`./countersign decide ${change} approve --environment ${environment} --as chen --sample${answers}`, ask];
}

const answersFile = `# Chen Wei's answers for the release of the sample, for when nobody can be asked one by one.
answers:
  blast-radius:
    value: met
    reason: Only reminders are affected; an appointment itself is never changed.
  rollback-known:
    value: met
    reason: Without the phone channel reminders go out by letter, as before; the previous release is kept.
`;
