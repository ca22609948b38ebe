import type { Kysely } from "kysely";
import type { PrivateDocument } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Blobs } from "./blobs.ts";
import { commitmentOf } from "./commitment.ts";
import type { Tables } from "./schema.ts";

// Both databases bound the number of parameters of a statement.
const atOnce = 500;

/** What opens one commitment; the salt goes into an auditor's pack. */
export interface OpenedDocument extends PrivateDocument {
  readonly salt: Uint8Array;
}

/**
 * The documents behind commitments; one that was erased is missing from the map. Each is held against its commitment.
 * Throws `Failure` (`integrity`) for one that does not fit it, or whose file is gone.
 */
export async function readOpenings(db: Kysely<Tables>, blobs: Blobs, commitments: readonly string[]): Promise<Map<string, OpenedDocument>> {
  const opened = new Map<string, OpenedDocument>();
  const wanted = [...new Set(commitments)];
  for (let from = 0; from < wanted.length; from += atOnce) {
    const rows = await db
      .selectFrom("openings")
      .selectAll()
      .where("commitment", "in", wanted.slice(from, from + atOnce))
      .execute();
    for (const row of rows) opened.set(row.commitment, checked(row, blobs));
  }
  return opened;
}

/** Those of the commitments that were not erased. */
export async function standingOf(db: Kysely<Tables>, commitments: readonly string[]): Promise<Set<string>> {
  const standing = new Set<string>();
  const wanted = [...new Set(commitments)];
  for (let from = 0; from < wanted.length; from += atOnce) {
    const rows = await db
      .selectFrom("openings")
      .select("commitment")
      .where("commitment", "in", wanted.slice(from, from + atOnce))
      .execute();
    for (const { commitment } of rows) standing.add(commitment);
  }
  return standing;
}

function checked({ commitment, salt, media_type, bytes }: Tables["openings"], blobs: Blobs): OpenedDocument {
  const content = bytes ?? blobs.read(commitment);
  if (content === null) return refuse(commitment, "its file is missing from the blob folder");
  if (commitmentOf(salt, content) !== commitment) return refuse(commitment, "its content was changed");
  return { mediaType: media_type, bytes: content, salt };
}

function refuse(commitment: string, what: string): never {
  throw new Failure("integrity", `The private document ${commitment.slice(0, 16)}… does not open its commitment: ${what}.`, {
    hint: "Put it back from a backup; the ledger itself is whole.",
  });
}
