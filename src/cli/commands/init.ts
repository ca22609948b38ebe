import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { openRepository } from "../../git/index.ts";
import { Failure } from "../../model/failure.ts";
import { adoptPolicy, type By, enrolKey, found, listPeople, registerProject, type Workplace, writeFirstPolicy } from "../../workflow/index.ts";
import { askText, type Prompt, terminalPrompt } from "../ask.ts";
import type { Call, Run } from "../command.ts";
import { blank, command, labelled, line, type Page, strong } from "../page.ts";
import { signerFor, usualKeyFiles } from "../ssh.ts";
import { actor, gitSetting, isFounded, withWorkplace } from "../workplace.ts";

/** Founds the organisation where there is none yet, and registers the repository with it. Nothing is overwritten: what is there is kept. */
export const init: Run = async (call) => {
  // Looked at first, so that nothing is founded for a folder that is no repository.
  await (await openRepository(call.settings.repo)).close();
  return isFounded(call.settings.place) ? await joinIt(call) : await foundIt(call);
};

async function joinIt(call: Call) {
  for (const option of ["organisation", "name", "handle", "email"]) {
    if (call.values.text(option) !== undefined)
      throw new Failure("already-exists", `An organisation is already founded in ${call.settings.place}.`, {
        hint: `Leave out --${option} to register the repository with it, or name another folder with --data.`,
      });
  }
  const by = await actor(call);
  return await withWorkplace(call, async (workplace) => {
    const project = await registerProject(workplace, by, call.settings.repo, projectName(call));
    const policy = await projectPolicy(call, workplace, by, project.project);
    return {
      json: { founded: false, ...project, policy },
      page: [
        line(strong(`The repository is governed as the project ${project.project}.`)),
        ...labelled([["Policy", policy.sentence]]),
        ...next(policy, project.project, policy.adopted || policy.written.length === 0),
      ],
    };
  });
}

interface ProjectPolicy {
  readonly written: readonly string[];
  readonly adopted: boolean;
  readonly sentence: string;
}

/** The project's own policy, in force from the start where the administrator can sign here. A file that is there already is somebody's: it is kept, and adopting it is theirs. */
async function projectPolicy(call: Call, workplace: Workplace, by: By, project: string): Promise<ProjectPolicy> {
  const folder = await workTreeOf(call.settings.repo);
  if (folder === null) return { written: [], adopted: false, sentence: "the organisation's rules; a bare repository has no files to write" };
  const { text, written } = await writeFirstPolicy(folder, project);
  const file = ".countersign/policy.yaml";
  if (written.length === 0) return { written, adopted: false, sentence: `${file} is there already and is kept; adopting it puts it in force` };
  const { people, keys } = await listPeople(workplace);
  const person = people.find(({ id, handle, emails }) => [id, handle, ...emails].includes(by));
  const sign = person ? await signerFor(call, person, keys).catch(() => null) : null;
  if (sign === null) return { written, adopted: false, sentence: `${file} is written; adopting it puts it in force` };
  await adoptPolicy(workplace, by, { text, file, project, sign });
  return { written, adopted: true, sentence: `${file} is written and in force: commit it to the branch that changes go to` };
}

async function workTreeOf(path: string): Promise<string | null> {
  for (let at = resolve(path); ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return null;
  }
}

async function foundIt(call: Call) {
  const { io, settings } = call;
  const { organisation, ...administrator } = await wordsOf(call);
  const first = { ...administrator, emails: [administrator.email], roles: [] };
  const founded = await found({ folder: settings.place, clock: io.clock, random: io.random, organisation, administrator: first });
  await using workplace: Workplace = founded.workplace;
  const by = founded.administrator.id;
  const project = await registerProject(workplace, by, settings.repo, projectName(call));
  const key = await firstKey(call);
  const enrolled = key === null ? null : await enrolKey(workplace, by, by, key.line, key.file);
  const policy = await projectPolicy(call, workplace, by, project.project);
  return {
    json: { founded: true, organisation, administrator: founded.administrator, ...project, key: enrolled, policy, data: settings.place },
    page: [
      line(strong(`${organisation} is founded, and the repository is governed as the project ${project.project}.`)),
      ...labelled([
        ["You", `${founded.administrator.name}, ${founded.administrator.handle}, ${founded.administrator.roles.join(" and ")}`],
        ["Key", enrolled === null ? "none yet: a passkey is made in the browser, an SSH key is enrolled with `countersign keys add`" : `${enrolled.fingerprint} (${key?.file})`],
        ["Policy", "the built-in one is in force; `countersign policy explain` says what it asks"],
        ["Project", policy.sentence],
        ["Data", settings.place],
      ]),
      ...next(policy, project.project, enrolled !== null),
    ],
  };
}

/** What to do next, the way first that can be gone: without an SSH key that is the browser. */
function next({ written, adopted }: ProjectPolicy, project: string, canSign: boolean): Page {
  const commit = written.length > 0 ? [command('git add .countersign && git commit -m "Govern this repository"')] : [];
  const adopt = !adopted && written.length > 0 ? [command(`countersign policy adopt .countersign/policy.yaml --project ${project}`)] : [];
  const steps = [
    ...adopt,
    command('countersign people add HANDLE --name "NAME" --email ADDRESS'),
    command('countersign qualify grant HANDLE code-review --basis "WHY"'),
    command("countersign check"),
  ];
  if (canSign) return [blank, line("Next: enrol who else may judge, say what they are qualified for, and look at a change."), ...commit, ...steps];
  return [
    blank,
    line("Next, without an SSH key: open the link that `serve` prints, make your passkey, and do the rest on the pages, which say what is missing."),
    ...commit,
    command("countersign serve"),
    line("Or with commands, of which adopting a policy takes an SSH key:"),
    ...steps,
  ];
}

interface Words {
  readonly organisation: string;
  readonly name: string;
  readonly email: string;
  readonly handle: string;
}

/** From flags, else asked on a terminal, else what git knows; only the organisation's name can't be guessed. */
async function wordsOf(call: Call): Promise<Words> {
  const { values, io } = call;
  const prompt = io.terminal.input && io.terminal.errors ? terminalPrompt((page) => call.say(page)) : null;
  try {
    const organisation = await one(prompt, values.text("organisation"), "Name of the organisation", null, "--organisation");
    const name = await one(prompt, values.text("name"), "Your name, as it is printed with a signature", await gitSetting(call, "user.name"), "--name");
    const email = await one(prompt, values.text("email"), "Your e-mail address", await gitSetting(call, "user.email"), "--email");
    const usual =
      email
        .split("@")[0]
        ?.toLowerCase()
        .replace(/[^a-z0-9-]/g, "-") ?? "";
    return { organisation, name, email, handle: await one(prompt, values.text("handle"), "Your handle", usual === "" ? null : usual, "--handle") };
  } finally {
    prompt?.close();
  }
}

async function one(prompt: Prompt | null, flag: string | undefined, label: string, usual: string | null, option: string): Promise<string> {
  if (flag !== undefined) return flag;
  if (prompt !== null) return await askText(prompt, label, usual);
  if (usual === null) throw new Failure("bad-usage", `${label} is not given.`, { hint: `Add ${option}.` });
  return usual;
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
