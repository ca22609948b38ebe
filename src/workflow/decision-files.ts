import { listTree, type Repository, visible } from "../git/index.ts";

/** Folders in which decision records are usually kept. */
export const decisionFolders = [".countersign/decisions", "docs/decisions", "docs/adr", "doc/adr", "adr"] as const;

const mostRecords = 2_000;
const mostBytes = 256 * 1024;
/** Of all records together: git keeps two thousand equal files of the largest size in a few hundred bytes. */
const mostBytesOfAll = 4 * 1024 * 1024;

export interface DecisionText {
  readonly file: string;
  readonly text: string;
}

/** The texts of a commit's decision records. Whoever writes to the repository controls all of it. */
export async function decisionTextsAt(repository: Repository, commit: string): Promise<DecisionText[]> {
  const listed = (await Promise.all(decisionFolders.map((folder) => listTree(repository, commit, folder)))).flat();
  const files = listed.filter(({ mode, path }) => mode.startsWith("100") && isRecord(path)).slice(0, mostRecords);
  const records: DecisionText[] = [];
  let room = mostBytesOfAll;
  for (const { id, path } of files) {
    const object = await repository.objects.measure(id, Math.min(mostBytes, room));
    if (object === null || object.size > Math.min(mostBytes, room)) continue;
    room -= object.size;
    records.push({ file: path, text: object.bytes.toString("utf8") });
  }
  return records;
}

/** A numbered Markdown file; a template and a list of contents are none, nor is one whose name breaks a line or hides something: agents are told it beside our own words. */
function isRecord(path: string): boolean {
  return visible(path) === path && /\/\d{1,6}[-_][^/]*\.md$/.test(path);
}
