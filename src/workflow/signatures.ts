import { type GoodSshSignature, parseSshKeyLine, verifySshSignature } from "../ledger/index.ts";
import { Failure } from "../model/failure.ts";
import { erased } from "../store/index.ts";
import type { Workplace } from "./workplace.ts";

/** Signs bytes under a namespace and answers with the armoured SSHSIG (`ssh-keygen -Y sign`, an agent, later a passkey). */
export type Signer = (message: Uint8Array, namespace: string) => Promise<string>;

/** Verifies that a person's own, enrolled and unrevoked key signed the bytes. Throws `Failure` (`signature-invalid`). */
export async function verifySignature(workplace: Workplace, person: string, message: Uint8Array, armour: string, namespace: string): Promise<GoodSshSignature> {
  const keys = (await workplace.store.read.keys()).filter((key) => key.person === person && key.revokedAt === null && key.publicKey !== erased);
  if (keys.length === 0)
    throw new Failure("signature-invalid", "No key is enrolled for this person.", { hint: "An administrator enrols one: `countersign keys add PERSON FILE.pub`." });
  const answer = verifySshSignature({ message, armour, namespace, acceptedKeys: keys.map(({ publicKey }) => parseSshKeyLine(publicKey)) });
  if (answer.ok) return answer;
  throw new Failure("signature-invalid", `The signature is not accepted: ${answer.sentence}`, {
    hint: "Sign with a key that is enrolled for you: `countersign keys list` shows which are.",
  });
}
