import { type Fact, factData } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { type Cell, fold, type Opener, type ViewChange } from "./reducer.ts";

/** What a fact that was read from a ledger does to the views. Nobody checked its data since it was written. Throws `Failure` (`integrity`) where they are not those of its type. */
export function foldStanding(fact: Fact, open: Opener): ViewChange[] {
  try {
    const changes = fold(fact, open);
    if (changes.some(lacksCells)) refuseUnfit(fact, undefined);
    return changes;
  } catch (error) {
    if (!(error instanceof Failure)) refuseUnfit(fact, error);
    throw error;
  }
}

function lacksCells(change: ViewChange): boolean {
  const cells: readonly (Cell | undefined)[] = change.kind === "put" ? Object.values(change.row) : [change.value, ...(change.kind === "patch" ? Object.values(change.set) : [])];
  return cells.includes(undefined);
}

// Looked at only where folding went wrong: a schema may since have become stricter than what stands.
function refuseUnfit({ index, type, data }: Fact, cause: unknown): void {
  const parsed = factData[type].safeParse(data);
  if (parsed.success) return;
  const at = parsed.error.issues[0]?.path.join(".");
  throw new Failure("integrity", `Entry ${index} of the ledger cannot be read: the data of its ${type} are not what that fact holds${at ? `, at ${at}` : ""}.`, {
    hint: "Keep the database as it is, and run `countersign doctor`.",
    cause,
  });
}
