import { parseSshKeyLine, passkeyAlgorithm, type SshSignatureRequest, type SshSignatureVerdict, verifySshSignature } from "../ledger/index.ts";
import type { KeyRecord } from "../store/index.ts";

/**
 * Verifies a signature by one enrolled key. A passkey counts only as browsers use it: at the page where it was made, for the host that it is bound to, with its user
 * verified. Both come from the enrolment, never from the signature.
 */
export function verifyByKey(
  { kind, publicKey: line, origin }: Pick<KeyRecord, "kind" | "publicKey" | "origin">,
  signed: Pick<SshSignatureRequest, "message" | "armour" | "namespace">,
): SshSignatureVerdict {
  const publicKey = parseSshKeyLine(line);
  const request = { ...signed, acceptedKeys: [publicKey] };
  if (kind !== "passkey") return verifySshSignature(request);
  if (origin === null || publicKey.application === null) return { ok: false, code: "origin-wrong", sentence: "The passkey was enrolled for no page." };
  const answer = verifySshSignature({ ...request, webauthn: { origins: [origin], rpId: publicKey.application } });
  // The key itself would sign for other programs of its owner's machine too, which show nothing and ask at no page.
  if (answer.ok && answer.algorithm !== passkeyAlgorithm) return { ok: false, code: "unsupported", sentence: "The passkey signed outside a browser." };
  return answer;
}
