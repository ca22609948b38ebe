import type { GoodSshSignature, SshSignatureVerdict } from "../ledger/index.ts";
import { Failure } from "../model/failure.ts";
import { erased, type KeyRecord } from "../store/index.ts";
import { verifyByKey } from "./verify-by-key.ts";
import type { Workplace } from "./workplace.ts";

/** Signs bytes under a namespace and answers with the armoured SSHSIG (`ssh-keygen -Y sign`, an agent, a passkey). */
export type Signer = (message: Uint8Array, namespace: string) => Promise<string>;

/** Verifies that a person's own, enrolled and unrevoked key signed the bytes. Throws `Failure` (`signature-invalid`). */
export async function verifySignature(
  workplace: Workplace,
  person: string,
  message: Uint8Array,
  armour: string,
  namespace: string,
): Promise<GoodSshSignature & Pick<KeyRecord, "kind">> {
  const keys = (await workplace.store.read.keys()).filter((key) => key.person === person && key.revokedAt === null && key.publicKey !== erased);
  if (keys.length === 0)
    throw new Failure("signature-invalid", "No key is enrolled for this person.", { hint: "An administrator enrols one: `countersign keys add PERSON FILE.pub`." });
  let refusal: Extract<SshSignatureVerdict, { readonly ok: false }> | null = null;
  for (const key of keys) {
    const answer = verifyByKey(key, { message, armour, namespace });
    if (answer.ok) return { ...answer, kind: key.kind };
    // What is wrong with the signature of the key that made it says more than that it is none of the others.
    if (refusal === null || refusal.code === "key-not-accepted") refusal = answer;
  }
  throw new Failure("signature-invalid", `The signature is not accepted: ${refusal?.sentence}`, {
    hint: "Sign with a key that is enrolled for you: `countersign keys list` shows which are.",
  });
}
