import type { DocumentSignature } from "../documents/index.ts";
import type { Person } from "../model/people.ts";
import type { SigningDocument } from "../model/signing.ts";
import type { KeyRecord, SigningRecord } from "../store/index.ts";
import type { Workplace } from "../workflow/index.ts";

/** Signatures under documents as every rendering shows them (R24), from what was signed; where that was erased, the name is today's. */
export async function documentSignatures({ store }: Workplace, signings: readonly SigningRecord[], people: readonly Person[]): Promise<DocumentSignature[]> {
  const keys = await store.read.keys();
  return await Promise.all(signings.map(async (signing) => manifested(signing, await signedIn(store, signing.index), people, keys)));
}

async function signedIn({ read }: Workplace["store"], index: number): Promise<SigningDocument | null> {
  const commitment = (await read.fact(index))?.commitments["document"]?.commitment;
  const opening = commitment === undefined ? null : await read.opening(commitment);
  // What is in the ledger was written by us and verified when it was recorded.
  return opening === null ? null : (JSON.parse(Buffer.from(opening.bytes).toString("utf8")) as SigningDocument);
}

function manifested(
  { person, at, documentId, version, digest, fingerprint, index }: SigningRecord,
  signed: SigningDocument | null,
  people: readonly Person[],
  keys: readonly KeyRecord[],
): DocumentSignature {
  const signer = people.find(({ id }) => id === person);
  return {
    printedName: signed?.printedName ?? signer?.name ?? person,
    time: signed?.time ?? new Date(at).toISOString(),
    meaning: signed?.meaning ?? "approval",
    scope: `${documentId} version ${version}`,
    method: keys.find((key) => key.fingerprint === fingerprint)?.kind ?? "ssh",
    digest,
    roles: signer?.roles ?? [],
    index,
  };
}
