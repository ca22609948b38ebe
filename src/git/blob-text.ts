import { isUtf8 } from "node:buffer";
import { isText, largestText } from "./content.ts";
import { Lines } from "./lines.ts";
import type { Repository } from "./repository.ts";
import { expect } from "./trees.ts";

/** A blob as its bytes say, whatever any attribute says of it (C04). */
export interface BlobText {
  readonly id: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hex of all the bytes. */
  readonly sha256: string;
  /** Null for what is no text, or too large to be one. */
  readonly lines: Lines | null;
  readonly utf8: boolean;
  /** False when the last line has no line feed. True for an empty blob. */
  readonly ended: boolean;
}

/** Reads a blob for people to see. Throws `Failure` (`repository-unreadable`) when the repository does not hold it. */
export async function readBlobText(repository: Repository, blob: string): Promise<BlobText> {
  const found = await repository.objects.measure(blob, largestText);
  const { bytes } = expect(found, "blob", blob);
  const size = found?.size ?? 0;
  const text = size <= largestText && isText(bytes);
  return {
    id: blob,
    size,
    sha256: found?.sha256 ?? "",
    lines: text ? new Lines(bytes) : null,
    utf8: text && isUtf8(bytes),
    ended: bytes.length === 0 || bytes.at(-1) === 10,
  };
}
