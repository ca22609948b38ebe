import { lstat, readFile, realpath, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { openRepository, type Repository, readFileAt, resolveCommit } from "../../git/index.ts";
import { Failure } from "../../model/failure.ts";
import { committable, type Disclosure, disclose, disclosureCycloneDx, disclosureMarkdown, disclosureTitle, fileGaps, type Gap, gapsOf } from "../../reading/index.ts";
import { plural } from "../change-page.ts";
import type { Answer, Call, Run } from "../command.ts";
import { disclosurePage, gapsPage } from "../disclosure-page.ts";
import { changeSource, type DisclosureAsked, descriptionOf, disclosureAsked, wholeSource } from "../disclosure-source.ts";
import { ownGitText } from "../own-git.ts";
import { line } from "../page.ts";

export const disclosure: Run = async (call) => {
  const asked = disclosureAsked(call);
  await using repository = await openRepository(call.settings.repo);
  if (call.values.flag("check")) return await checked(call, repository, asked);
  if (asked.file !== null) return await written(call, repository, asked, asked.file);
  const { input, taken } = asked.kind === "change" ? await changeSource(call, repository, asked) : await wholeSource(call, repository, asked, null);
  const found = disclose(input);
  const format = call.values.text("format");
  const document = format === "cyclonedx" ? disclosureCycloneDx(found) : found;
  const text = format === "markdown" ? disclosureMarkdown(found) : `${JSON.stringify(document, null, 2)}\n`;
  // What goes into a file or another program holds the range itself; who asked is told beside it.
  if ((format !== undefined || call.json) && taken.length > 0) call.say(taken.map((sentence) => line(sentence)));
  return { json: document, page: disclosurePage(found, taken), ...(format === undefined ? {} : { text }) };
};

async function checked(call: Call, repository: Repository, asked: DisclosureAsked): Promise<Answer> {
  const gaps = [...(asked.kind === "change" ? await ofChange(call, repository, asked) : []), ...(await ofFile(call, repository, asked))];
  return { json: { gaps }, page: gapsPage(gaps, "All that is known to be AI's is disclosed as the policy asks."), exit: gaps.length === 0 ? 0 : 1 };
}

async function ofChange(call: Call, repository: Repository, asked: DisclosureAsked): Promise<Gap[]> {
  const { gaps, taken } = await changeSource(call, repository, asked);
  if (taken.length > 0) call.say(taken.map((sentence) => line(sentence)));
  if (gaps.ai.disclosure === "optional")
    call.say([
      line("The policy in force asks for no disclosure, so only a tool that signed off, and the file, are looked at; `ai.disclosure` in the policy says what is required."),
    ]);
  return gapsOf({ ...gaps, description: await descriptionOf(call) });
}

/** A release or a project is disclosed in a committed file; a change only where one is named. */
async function ofFile(call: Call, repository: Repository, asked: DisclosureAsked): Promise<Gap[]> {
  const file = asked.file ?? (asked.kind === "change" ? null : usualFile);
  if (file === null) return [];
  const revision = await resolveCommit(repository, asked.rev ?? "HEAD");
  const committed = (await readFileAt(repository, revision, file))?.toString("utf8") ?? null;
  if (committed === null) return fileGaps(file, null, "", commandFor(asked, file));
  return fileGaps(file, committed, await textOf(call, repository, asked, file), commandFor(asked, file));
}

const usualFile = "AI-DISCLOSURE.md";

async function written(call: Call, repository: Repository, asked: DisclosureAsked, file: string): Promise<Answer> {
  const root = await ownGitText(call.settings.repo, "rev-parse", "--show-toplevel");
  if (root === null) throw new Failure("not-a-repository", `${call.settings.repo} has no work tree to write ${file} into.`, { hint: "Use --format markdown instead." });
  const text = await textOf(call, repository, asked, file);
  await writeFile(await placeIn(root, file), text);
  return {
    json: { file, bytes: Buffer.byteLength(text) },
    page: [line(`${file} is written: ${plural(text.split("\n").length - 1, "line")}. Commit it, or \`git commit --amend\` it into the commit that it is about.`)],
  };
}

/** What was checked out may hold links that lead out of the work tree; nothing is written through one. */
async function placeIn(root: string, file: string): Promise<string> {
  const place = join(root, file);
  const [inside, folder] = await Promise.all([realpath(root), realpath(dirname(place)).catch(() => null)]);
  const there = await lstat(place).catch(() => null);
  if (folder !== null && `${folder}/`.startsWith(`${inside}/`) && (there === null || there.isFile())) {
    if (there === null || there.size === 0 || (await readFile(place, "utf8")).startsWith(disclosureTitle)) return place;
    throw new Failure("already-exists", `${file} is there and is no disclosure.`, { hint: "Name another file, or remove that one." });
  }
  throw new Failure("bad-input", `${file} can't be written: its folder is not there, or it leads out of the repository.`, { hint: "Name a file in a folder of the repository." });
}

async function textOf(call: Call, repository: Repository, asked: DisclosureAsked, file: string): Promise<string> {
  const whole: DisclosureAsked = asked.kind === "change" ? { ...asked, kind: "project", base: undefined } : asked;
  return disclosureMarkdown(committable(disclose((await wholeSource(call, repository, whole, file)).input) satisfies Disclosure));
}

function commandFor({ kind, since, product }: DisclosureAsked, file: string): string {
  const of = kind === "release" ? ` --release HEAD${since === undefined ? "" : ` --since ${since}`}` : "";
  return `countersign disclosure --file ${file}${of}${product === null ? "" : ` --product ${JSON.stringify(product)}`}`;
}
