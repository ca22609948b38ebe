import { headBranch, type ListedFile, listTree, openRepository, type Repository, readFileAt, resolveCommit } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import { type BranchRules, isBranchRules, readBranchRules } from "./detect-branch-rules.ts";
import { type CodeOwners, dialectOf, ownersPlaces, readCodeOwners } from "./detect-codeowners.ts";
import { agentFiles, type Folder, type Manifest, manifests, recordFolders, type SensitiveArea, sensitiveAreas, testFolders } from "./detect-folders.ts";
import { type History, readHistory } from "./detect-history.ts";
import { type Languages, readLanguages } from "./detect-languages.ts";
import { type Pipeline, pipelineSystemOf, readPipeline } from "./detect-pipelines.ts";
import { usualBranch } from "./protected-branch.ts";

/** What a repository says of itself, read from the objects of one commit and what it descends from. */
export interface Detected {
  /** Null where nothing was committed yet. */
  readonly commit: string | null;
  /** The branch that changes go to, without `refs/heads/`: the usual one, else the one that is checked out; null where HEAD stands on a commit. */
  readonly branch: string | null;
  readonly paths: readonly string[];
  readonly languages: Languages;
  readonly manifests: readonly Manifest[];
  readonly pipelines: readonly Pipeline[];
  readonly owners: CodeOwners | null;
  readonly records: readonly Folder[];
  readonly agents: readonly string[];
  readonly tests: readonly Folder[];
  readonly sensitive: readonly SensitiveArea[];
  readonly branchRules: readonly BranchRules[];
  readonly history: History | null;
  /** What could not be read, in sentences. */
  readonly unread: readonly string[];
}

const mostPipelines = 100;
const largestFile = 4 * 2 ** 20;

/** Looks at a repository; nothing of it is changed, and none of its code is run. Throws `Failure` where it is none, or cannot be read at all. */
export async function detectRepository(path: string, rev = "HEAD"): Promise<Detected> {
  await using repository = await openRepository(path);
  const commit = await commitOf(repository, rev);
  const branch = (await usualBranch(repository))?.replace("refs/heads/", "") ?? (await headBranch(repository));
  const looked = new Looked(repository, commit, commit === null ? [] : await listTree(repository, commit));
  const { paths } = looked;
  const languages = await looked.attempt("The lines of its files", readLanguages(repository, looked.files), { languages: [], unread: 0 });
  if (languages.unread > 0)
    looked.unread.push(
      `${languages.unread} ${languages.unread === 1 ? "file" : "files"} of source code, which this clone does not hold or which are too many: their lines are not counted.`,
    );
  return {
    commit,
    branch,
    paths,
    languages,
    manifests: manifests(paths),
    pipelines: await looked.pipelines(),
    owners: await looked.owners(),
    records: recordFolders(paths),
    agents: agentFiles(paths),
    tests: testFolders(paths),
    sensitive: sensitiveAreas(paths),
    branchRules: await looked.branchRules(branch ?? "main"),
    history: commit === null ? null : await looked.attempt("Its history", readHistory(repository, commit), null),
    unread: looked.unread,
  };
}

// A repository without a commit is a beginning, not a failure; a revision that somebody named must be there.
async function commitOf(repository: Repository, rev: string): Promise<string | null> {
  try {
    return await resolveCommit(repository, rev);
  } catch (error) {
    if (rev === "HEAD" && error instanceof Failure && error.code === "unknown-reference") return null;
    throw error;
  }
}

class Looked {
  readonly files: readonly ListedFile[];
  readonly paths: readonly string[];
  readonly unread: string[] = [];
  readonly #repository: Repository;
  readonly #commit: string | null;

  constructor(repository: Repository, commit: string | null, files: readonly ListedFile[]) {
    this.#repository = repository;
    this.#commit = commit;
    this.files = files;
    this.paths = files.map(({ path }) => path);
  }

  /** A partial clone may lack what is asked for; then it is said, and the rest goes on. */
  async attempt<T, F>(what: string, work: Promise<T>, otherwise: F): Promise<T | F> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.unread.push(`${what} could not be read: ${error.message}`);
      return otherwise;
    }
  }

  async #text(path: string): Promise<string | null> {
    if (this.#commit === null) return null;
    const bytes = await this.attempt(path, readFileAt(this.#repository, this.#commit, path), null);
    return bytes === null || bytes.length > largestFile ? null : bytes.toString("utf8");
  }

  async pipelines(): Promise<Pipeline[]> {
    const found = this.paths.flatMap((path) => {
      const system = pipelineSystemOf(path);
      return system === null ? [] : [{ path, system }];
    });
    if (found.length > mostPipelines) this.unread.push(`${found.length - mostPipelines} of ${found.length} files of pipelines: only the first ${mostPipelines} were read.`);
    const read: Pipeline[] = [];
    for (const { path, system } of found.slice(0, mostPipelines)) {
      const text = await this.#text(path);
      read.push(
        text === null
          ? { path, system, beforeMerge: null, does: [], asksGate: false, environments: [], unreadable: "this clone does not hold it" }
          : readPipeline(path, system, text),
      );
    }
    return read;
  }

  async owners(): Promise<CodeOwners | null> {
    const isGitLab = this.paths.some((path) => path === ".gitlab-ci.yml" || path.startsWith(".gitlab/")) && !this.paths.some((path) => path.startsWith(".github/workflows/"));
    const place = (isGitLab ? ownersPlaces.gitlab : [...ownersPlaces.github, ".gitlab/CODEOWNERS"]).find((each) => this.paths.includes(each));
    const text = place === undefined ? null : await this.#text(place);
    return place === undefined || text === null ? null : readCodeOwners(text, place, dialectOf(place, text, isGitLab));
  }

  async branchRules(branch: string): Promise<BranchRules[]> {
    const read: BranchRules[] = [];
    for (const path of this.paths.filter(isBranchRules).slice(0, mostPipelines)) {
      const text = await this.#text(path);
      const rules = text === null ? null : readBranchRules(path, text, branch);
      if (rules !== null) read.push(rules);
    }
    return read;
  }
}
