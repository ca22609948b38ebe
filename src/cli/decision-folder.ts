import { type DecisionRecord, glanceDecision, type ListedDecision, type ReadDecision, readDecision } from "../blueprint/index.ts";
import { Failure } from "../model/failure.ts";
import { recordFolders } from "../workflow/index.ts";
import { readTarget } from "./brief-files.ts";
import type { Call } from "./command.ts";
import { ownGit, ownGitText } from "./own-git.ts";

/** A file of the folder of decision records, as the work tree holds it. */
export interface DecisionFile {
  readonly file: string;
  readonly text: string;
  readonly read: ReadDecision;
  readonly listed: ListedDecision;
}

/** The decision records of a work tree. */
export interface DecisionFolder {
  /** Top of the work tree. */
  readonly root: string;
  /** From there, without a slash at its end. */
  readonly folder: string;
  /** By their names. */
  readonly files: readonly DecisionFile[];
}

/** The folder that holds most of the repository's decision records already, else our own; with what stands in it. Throws `Failure` (`not-a-repository`, `bad-input` for a link in its place). */
export async function decisionFolder(call: Call): Promise<DecisionFolder> {
  const root = await ownGitText(call.settings.repo, "rev-parse", "--show-toplevel");
  if (!root) throw new Failure("not-a-repository", `${call.settings.repo} is in no work tree of git.`, { hint: "Name a folder of one with --repo, or run `git init` first." });
  const listed = await ownGit(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard");
  const paths = [...new Set((listed ?? Buffer.alloc(0)).toString("utf8").split("\0"))].filter((path) => path.endsWith(".md"));
  const folder = recordFolders(paths)[0]?.path ?? ".countersign/decisions";
  const own = paths.filter((path) => path.startsWith(`${folder}/`) && isRecordName(path.slice(folder.length + 1))).sort();
  const files = await Promise.all(own.map(async (file) => await readRecord(root, file)));
  return { root, folder, files: files.filter((each) => each !== null) };
}

function isRecordName(name: string): boolean {
  return /^(?:adr[-_]?)?\d{1,8}[-_. ][^/]*\.md$/i.test(name);
}

// Git lists a file that was removed from the work tree alone.
async function readRecord(root: string, file: string): Promise<DecisionFile | null> {
  const text = (await readTarget(root, file))?.toString("utf8");
  return text === undefined ? null : { file, text, read: readDecision(text, file), listed: glanceDecision(text, file) };
}

/** The one record that is meant: its number, its file's name, or its path. Throws `Failure` (`not-found`). */
export function decisionNamed({ folder, files }: DecisionFolder, named: string): DecisionFile {
  const number = /^(?:adr-)?(\d{1,8})$/i.exec(named)?.[1];
  const found = files.filter(({ file, listed }) =>
    number === undefined ? file === named || file === `${folder}/${named}` || file.endsWith(`/${named}`) : listed.number === Number(number),
  );
  const [one, other] = found;
  if (one !== undefined && other === undefined) return one;
  throw new Failure("not-found", one === undefined ? `${folder} holds no decision record ${named}.` : `${found.length} records have the number ${named}.`, {
    hint: one === undefined ? "`countersign adr list` names them." : "Name the file.",
  });
}

/** Its content. Throws the first `Failure` (`document-invalid`) of a file that does not read. */
export function recordOf({ file, read }: DecisionFile): DecisionRecord {
  if ("record" in read) return read.record;
  throw read.failures[0] ?? new TypeError(`${file} was not read and does not say why`);
}
