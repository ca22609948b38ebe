import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isPackName, packNamed, packNames } from "../../blueprint/index.ts";
import { Failure } from "../../model/failure.ts";
import { governanceRoles } from "../../model/governance-roles.ts";
import { aRole } from "../../model/people.ts";
import type { Policy } from "../../model/policy.ts";
import {
  adoptPolicy,
  type By,
  type Detected,
  detectRepository,
  enrolKey,
  found,
  listPeople,
  organisationSource,
  type PolicyWishes,
  type ProposedPolicy,
  policyOf,
  proposeBlueprint,
  proposePolicy,
  registerProject,
  requireRoom,
  runningBlueprint,
  standingPolicy,
  startBlueprint,
  type Workplace,
  writeFirstPolicy,
} from "../../workflow/index.ts";
import { terminalPrompt } from "../ask.ts";
import type { Call, Run } from "../command.ts";
import { type BlueprintGround, blueprintGround, blueprintNext, blueprintSaid, type FirstBlueprint, nextMonday, today } from "../init-blueprint.ts";
import { detectedJson, detectedPage, proposedPage } from "../init-page.ts";
import { type Answers, askInit, beforeAsking, handleOf, type Said } from "../init-questions.ts";
import { blank, command, labelled, line, type Page, strong } from "../page.ts";
import { readPolicySource } from "../policy-files.ts";
import { during } from "../progress.ts";
import { signerFor, usualKeyFiles } from "../ssh.ts";
import { actor, gitSetting, isFounded, withWorkplace, withWorkplaceIfAny } from "../workplace.ts";

/**
 * Founds the organisation where there is none yet, registers the repository with it, and gives it a policy proposed from what it holds. Everything is looked at and asked first, so that whoever stops it there
 * leaves nothing behind; nothing is overwritten: what is there is kept.
 */
export const init: Run = async (call) => {
  const founding = !isFounded(call.settings.place);
  if (!founding) refuseFounding(call);
  const detected = await during(call, "Looking at the repository", detectRepository(call.settings.repo));
  const ground = await groundOf(call, detected, founding);
  const answers = await answersOf(call, ground);
  const plan = { ...ground, answers, proposed: await chosen(call, ground, answers) };
  return founding ? await foundIt(call, plan) : await joinIt(call, plan);
};

/** What `init` stands on before anything is recorded. */
interface Ground {
  readonly founding: boolean;
  readonly organisation: PolicyWishes["organisation"];
  readonly detected: Detected;
  /** Null for a bare repository, which has no files to write. */
  readonly workTree: string | null;
  /** The policy that stands in the work tree; it is kept. */
  readonly standing: string | null;
  /** What would be proposed without a pack. */
  readonly proposed: ProposedPolicy;
  readonly blueprint: BlueprintGround;
}

async function groundOf(call: Call, detected: Detected, founding: boolean): Promise<Ground> {
  const workTree = workTreeOf(call.settings.repo);
  refuseName(projectName(call));
  const standing = workTree === null ? null : await standingPolicy(workTree);
  if (standing !== null && call.values.text("pack") !== undefined)
    throw new Failure("already-exists", ".countersign/policy.yaml is there already, and a pack is part of a first policy. Nothing was written.", {
      hint: "Leave out --pack to register the repository with the policy it has, or move that away.",
    });
  const blueprint = blueprintGround(call, workTree);
  const organisation = await withWorkplaceIfAny(call, async (workplace) => (workplace === null ? null : await organisationSource(workplace)));
  const plain = { branch: "", pack: null, proposals: true, disclosure: false };
  const proposed = await proposePolicy(wishesOf(call, organisation, detected, plain));
  return { founding, organisation, detected, workTree, standing, proposed, blueprint };
}

/** The same with everything that was asked. */
interface Plan extends Ground {
  readonly answers: Answers;
}

/** What will be written. Whatever keeps it from being so is found before anything is recorded. */
async function chosen(call: Call, { organisation, detected, workTree, standing, proposed }: Ground, answers: Answers): Promise<ProposedPolicy> {
  if (workTree === null || standing !== null) return proposed;
  const policy = await proposePolicy(wishesOf(call, organisation, detected, answers));
  await requireRoom(workTree, policy.rules);
  return policy;
}

function wishesOf(call: Call, organisation: PolicyWishes["organisation"], detected: Detected, answers: Omit<Answers, "words" | "startsBlueprint">): PolicyWishes {
  const { pack, proposals, disclosure } = answers;
  return {
    project: projectName(call),
    organisation,
    detected: call.values.flag("plain") ? null : detected,
    sensitive: proposals,
    pack: pack !== null && isPackName(pack) ? packNamed(pack) : null,
    disclosure,
    now: call.io.clock(),
  };
}

/** Asked on a terminal; elsewhere what the flags and git say, where only the name of the organisation can't be guessed. */
async function answersOf(call: Call, ground: Ground): Promise<Answers> {
  const { io, values } = call;
  const said: Said = Object.fromEntries(["organisation", "name", "email", "handle", "branch", "pack"].map((name) => [name, values.text(name)]));
  const git = { name: await gitSetting(call, "user.name"), email: await gitSetting(call, "user.email") };
  if (!io.terminal.input || !io.terminal.errors || call.json) return unasked(ground, said, git);
  const prompt = terminalPrompt((page) => call.say(page));
  try {
    prompt.say([...detectedPage(ground.detected), ...proposedPage(ground.proposed, "What is proposed"), blank, ...beforeAsking, blank]);
    const situation = {
      founding: ground.founding,
      branchUnusual: !["main", "master"].includes(ground.detected.branch ?? ""),
      policyStands: ground.standing !== null || ground.workTree === null,
      proposals: ground.proposed.types.length,
      packs: packNames,
      blueprintOpen: ground.blueprint.open,
    };
    const usual = { organisation: organisationName(git.email, projectName(call)), name: git.name ?? "Administrator", email: git.email ?? "admin@localhost", handle: "admin" };
    return await askInit(prompt, situation, said, { ...usual, branch: ground.detected.branch ?? "main" });
  } finally {
    prompt.close();
  }
}

function unasked({ founding, detected }: Ground, said: Said, git: { readonly name: string | null; readonly email: string | null }): Answers {
  const branch = needed(said.branch ?? detected.branch, "The branch that changes go to", "--branch");
  const rest = { branch, pack: said.pack ?? null, proposals: true, disclosure: false, startsBlueprint: false };
  if (!founding) return { words: null, ...rest };
  const organisation = needed(said.organisation, "Name of the organisation", "--organisation");
  const name = needed(said.name ?? git.name, "Your name, as it is printed with a signature,", "--name");
  const email = needed(said.email ?? git.email, "Your e-mail address", "--email");
  return { words: { organisation, name, email, handle: needed(said.handle ?? (handleOf(email) || null), "Your handle", "--handle") }, ...rest };
}

function needed(value: string | null | undefined, label: string, option: string): string {
  if (value == null) throw new Failure("bad-usage", `${label} is not given.`, { hint: `Add ${option}.` });
  return value;
}

// Most people write from their organisation's own domain.
const everybodys = /^(?:gmail|googlemail|outlook|hotmail|yahoo|icloud|proton|gmx|qq|163|users\.noreply\.github|localhost)\b/;

function organisationName(email: string | null, otherwise: string): string {
  const domain = email?.split("@")[1] ?? "";
  const word = everybodys.test(domain) || !domain.includes(".") ? otherwise : (domain.split(".").at(-2) ?? otherwise);
  return word.charAt(0).toUpperCase() + word.slice(1);
}

// Refused before anything is recorded, and not by what registers the project afterwards.
function refuseName(project: string): void {
  if (/^[a-z0-9][a-z0-9._-]{0,63}$/.test(project)) return;
  throw new Failure("bad-input", `${JSON.stringify(project)} is not a name for a project.`, { hint: "Use up to 64 lower-case letters, digits, points and hyphens." });
}

function refuseFounding(call: Call): void {
  for (const option of ["organisation", "name", "handle", "email"]) {
    if (call.values.text(option) !== undefined)
      throw new Failure("already-exists", `An organisation is already founded in ${call.settings.place}.`, {
        hint: `Leave out --${option} to register the repository with it, or name another folder with --data.`,
      });
  }
}

async function joinIt(call: Call, plan: Plan) {
  const { answers, detected } = plan;
  const by = await actor(call);
  return await withWorkplace(call, async (workplace) => {
    const project = await registerProject(workplace, by, call.settings.repo, projectName(call), answers.branch);
    const written = await writeAll(call, workplace, by, plan);
    const { policy, blueprint } = written;
    return {
      json: { founded: false, ...project, policy: policyJson(policy), blueprint, detected: detectedJson(detected) },
      page: [
        line(strong(`The repository is governed as the project ${project.project}.`)),
        ...labelled([
          ["Policy", policy.sentence],
          ["Blueprint", blueprintSaid(blueprint)],
        ]),
        ...seen(call, plan, policy),
        ...next(written, project.project, policy.adopted || policy.written.length === 0, answers.pack),
      ],
    };
  });
}

const policyFile = ".countersign/policy.yaml";

interface ProjectPolicy {
  readonly written: readonly string[];
  readonly adopted: boolean;
  readonly sentence: string;
  /** Null where the policy was there already. */
  readonly proposed: ProposedPolicy | null;
}

interface Written {
  readonly policy: ProjectPolicy;
  readonly blueprint: FirstBlueprint;
}

/** Policy and blueprint together, so that a folder which was not there appears with all of it. A file that is there already is somebody's: it is kept, and adopting or starting it is theirs. */
async function writeAll(call: Call, workplace: Workplace, by: By, plan: Plan): Promise<Written> {
  const { workTree, standing, proposed } = plan;
  const kept = { written: [], adopted: false, proposed: null };
  if (workTree === null) return { policy: { ...kept, sentence: "the organisation's rules; a bare repository has no files to write" }, blueprint: { written: [], started: null } };
  const wanted = await firstBlueprint(call, workplace, by, plan, workTree);
  const all = await writeFirstPolicy(workTree, proposed, wanted.files);
  const written = all.filter((path) => !wanted.files.has(path));
  const policy =
    standing === null ? await adoptFirst(call, workplace, by, plan, written) : { ...kept, sentence: `${policyFile} is there already and is kept; adopting it puts it in force` };
  const started = wanted.starts === null ? null : await startBlueprint(workplace, by, { project: projectName(call), ...wanted.starts });
  const dates = started === null ? null : { start: started.blueprint.start, end: started.blueprint.end, warning: started.warning };
  return { policy, blueprint: { written: all.filter((path) => wanted.files.has(path)), started: dates } };
}

/** In force from the start where the administrator can sign here. */
async function adoptFirst(call: Call, workplace: Workplace, by: By, { proposed }: Plan, written: readonly string[]): Promise<ProjectPolicy> {
  const { people, keys } = await listPeople(workplace);
  const person = people.find(({ id, handle, emails }) => [id, handle, ...emails].includes(by));
  const { text, rules } = proposed;
  const sign = person ? await signerFor(call, person, keys).catch(() => null) : null;
  if (sign === null) return { written, adopted: false, proposed, sentence: `${policyFile} is written; adopting it puts it in force` };
  await adoptPolicy(workplace, by, { text, file: policyFile, rules, project: projectName(call), sign });
  return { written, adopted: true, proposed, sentence: `${policyFile} is written and in force: commit it to the branch that changes go to` };
}

interface WantedBlueprint {
  readonly files: ReadonlyMap<string, string>;
  readonly starts: { readonly start: string; readonly end: string } | null;
}

async function firstBlueprint(call: Call, workplace: Workplace, by: By, plan: Plan, workTree: string): Promise<WantedBlueprint> {
  const { blueprint, answers } = plan;
  if (!blueprint.lacking) return { files: new Map(), starts: null };
  const project = projectName(call);
  const { people } = await listPeople(workplace);
  const person = people.find(({ id, handle, emails }) => [id, handle, ...emails].includes(by));
  const owner = person?.handle ?? by;
  const now = call.io.clock();
  const start = blueprint.start ?? (answers.startsBlueprint ? today(now) : null);
  const pack = answers.pack !== null && isPackName(answers.pack) ? packNamed(answers.pack) : null;
  const policy = await policyToBe(call, plan, workTree);
  const { files, end } = await proposeBlueprint({ workTree, project, owner, people, start: start ?? nextMonday(now), today: today(now), pack, policy });
  if (start === null || end === null) return { files, starts: null };
  const leaders = governanceRoles["blueprint-started"];
  if (!leaders.some((role) => person?.roles.includes(role)))
    throw new Failure("refused", `${owner} may not start a blueprint: it takes ${leaders.map(aRole).join(", or ")}. No file was written.`, {
      hint: "Leave out --blueprint; one of them starts it later.",
    });
  if ((await runningBlueprint(workplace, project)) !== null)
    throw new Failure("already-exists", `A blueprint of ${project} runs already. No file was written.`, { hint: "Leave out --blueprint." });
  return { files, starts: { start, end } };
}

/** The policy that the drafts speak of: the one that is proposed or stands there, else the organisation's where that one cannot be read. */
async function policyToBe(call: Call, { organisation, standing, proposed }: Plan, workTree: string): Promise<Policy> {
  const now = call.io.clock();
  const project = projectName(call);
  try {
    const source = standing === null ? { text: proposed.text, file: policyFile, rules: proposed.rules } : await readPolicySource(join(workTree, policyFile), call.io);
    return policyOf(organisation, { ...source, project }, now);
  } catch (error) {
    if (error instanceof Failure) return policyOf(organisation, null, now);
    throw error;
  }
}

function policyJson({ written, adopted, sentence, proposed }: ProjectPolicy): object {
  const types = proposed?.types.map(({ worked, ...type }) => ({ ...type, commits: worked?.commits ?? 0, authors: worked?.authors.slice(0, 3) ?? [] })) ?? [];
  return { written, adopted, sentence, types, constraints: proposed?.constraints ?? [], left: proposed?.left ?? null };
}

/** What was found and proposed; on a terminal it was said before the questions. */
function seen({ io }: Call, { detected }: Ground, { proposed }: ProjectPolicy): Page {
  if (proposed === null || (io.terminal.input && io.terminal.errors)) return [];
  return [blank, ...detectedPage(detected), ...proposedPage(proposed, "What the policy adds")];
}

function workTreeOf(path: string): string | null {
  for (let at = resolve(path); ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return null;
  }
}

async function foundIt(call: Call, plan: Plan) {
  const { answers, detected } = plan;
  const { io, settings } = call;
  if (answers.words === null) throw new TypeError("nobody said who founds the organisation");
  const { organisation, ...administrator } = answers.words;
  const first = { ...administrator, emails: [administrator.email], roles: [] };
  const key = await firstKey(call);
  const founded = await found({ folder: settings.place, clock: io.clock, random: io.random, organisation, administrator: first });
  await using workplace: Workplace = founded.workplace;
  const by = founded.administrator.id;
  const project = await registerProject(workplace, by, settings.repo, projectName(call), answers.branch);
  const enrolled = key === null ? null : await enrolKey(workplace, by, by, key.line, key.file);
  const written = await writeAll(call, workplace, by, plan);
  const { policy, blueprint } = written;
  return {
    json: {
      founded: true,
      organisation,
      administrator: founded.administrator,
      ...project,
      key: enrolled,
      policy: policyJson(policy),
      blueprint,
      data: settings.place,
      detected: detectedJson(detected),
    },
    page: [
      line(strong(`${organisation} is founded, and the repository is governed as the project ${project.project}.`)),
      ...labelled([
        ["You", `${founded.administrator.name}, ${founded.administrator.handle}, ${founded.administrator.roles.join(" and ")}`],
        ["Key", enrolled === null ? "none yet: a passkey is made in the browser, an SSH key is enrolled with `countersign keys add`" : `${enrolled.fingerprint} (${key?.file})`],
        ["Policy", "the built-in one is in force; `countersign policy explain` says what it asks"],
        ["Project", policy.sentence],
        ["Blueprint", blueprintSaid(blueprint)],
        ["Data", settings.place],
      ]),
      ...seen(call, plan, policy),
      ...next(written, project.project, enrolled !== null, answers.pack),
    ],
  };
}

/** What to do next, the way first that can be gone: without an SSH key that is the browser. */
function next({ policy, blueprint }: Written, project: string, canSign: boolean, pack: string | null): Page {
  const { written, adopted } = policy;
  const folders = [...new Set([...written, ...blueprint.written].map((path) => (path.startsWith(".countersign/") ? ".countersign" : dirname(path))))].sort();
  const commit = folders.length > 0 ? [command(`git add ${folders.join(" ")} && git commit -m "Govern this repository"`)] : [];
  const adopt = !adopted && written.length > 0 ? [command(`countersign policy adopt .countersign/policy.yaml --project ${project}`)] : [];
  const steps = [
    ...adopt,
    command('countersign people add HANDLE --name "NAME" --email ADDRESS'),
    ...["code-review", ...(pack !== null && isPackName(pack) ? packNamed(pack).qualifications.map(({ name }) => name) : [])].map((name) =>
      command(`countersign qualify grant HANDLE ${name} --basis "WHY"`),
    ),
    command("countersign check"),
  ];
  const drafts = blueprintNext(blueprint);
  if (canSign) return [blank, line("Next: enrol who else may judge, say what they are qualified for, and look at a change."), ...commit, ...steps, ...drafts];
  return [
    blank,
    line("Next, without an SSH key: open the link that `serve` prints, make your passkey, and do the rest on the pages, which say what is missing."),
    ...commit,
    command("countersign serve"),
    line("Or with commands, of which adopting a policy takes an SSH key:"),
    ...steps,
    ...drafts,
  ];
}

function projectName({ values, settings }: Call): string {
  const usual = basename(resolve(settings.repo))
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, "-")
    .replace(/^[^a-z0-9]+/, "");
  return values.text("project") ?? (usual || "project");
}

async function firstKey({ settings, io }: Call): Promise<{ file: string; line: string } | null> {
  const candidates =
    settings.key === null ? usualKeyFiles.map((name) => join(io.home, ".ssh", `${name}.pub`)) : [settings.key.endsWith(".pub") ? settings.key : `${settings.key}.pub`];
  const file = candidates.find((candidate) => existsSync(candidate));
  if (file !== undefined) return { file, line: (await readFile(file, "utf8")).trim() };
  if (settings.key !== null) throw new Failure("not-found", `There is no public key ${candidates[0]}.`, { hint: "Name the .pub file." });
  return null;
}
