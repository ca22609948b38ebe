import { visible } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import { type By, type Case, type DecideOptions, openCase, type Prepared, prepareDecision, type Workplace } from "../workflow/index.ts";
import { readability, type SeenMark, seenBy } from "./file-list.ts";
import { releaseAsked } from "./read-change.ts";

/**
 * Writes the document of a decision that somebody makes in front of a page. Beside what every decision needs, an approval needs content that can be looked at here
 * (`repository-unreadable`), and one of the change itself needs every file of the revision seen by that person (`answers-missing`, R20). Throws what `prepareDecision` throws.
 */
export async function prepareOnPage(workplace: Workplace, by: By, options: DecideOptions, marks: readonly SeenMark[]): Promise<Prepared> {
  const opened = await openCase(workplace, options.change);
  const release = await releaseAsked(workplace, opened, options);
  const prepared = await prepareDecision(workplace, by, { ...options, artifact: release?.artifact ?? undefined });
  if (options.outcome !== "approve") return prepared;
  const content = await readability(workplace, opened);
  if (!content.readable) throw new Failure("repository-unreadable", content.sentence, { hint: "Put the change forward from a clone on this machine." });
  if (release === null) requireSeen(opened, marks);
  return prepared;
}

function requireSeen({ detail }: Case, marks: readonly SeenMark[]): void {
  const isSeen = seenBy(marks);
  const unseen = detail.range.files.filter((file) => !isSeen(file)).map(({ path }) => visible(path));
  if (unseen.length === 0) return;
  const named = unseen.length > 5 ? `${unseen.slice(0, 5).join(", ")} and ${unseen.length - 5} more` : unseen.join(", ");
  throw new Failure("answers-missing", `${unseen.length === 1 ? "1 file is" : `${unseen.length} files are`} not seen: ${named}.`, {
    hint: "Look at each file, mark it as seen, then approve.",
  });
}
