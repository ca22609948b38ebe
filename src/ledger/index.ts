// The face of the room: an append-only log that anybody can verify (RFC 6962, C2SP), and the signatures in it. It needs no other room
// but `model/canonical.ts` and `model/failure.ts`, so that a verifier can be published alone.

export { type AllowedSigner, formatAllowedSigners, parseAllowedSigners } from "./allowed-signers.ts";
export { type Checkpoint, formatCheckpoint, type OpenCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
export { beginCommitment, commitmentOf, saltLength } from "./commitment.ts";
export type { LogProblem, LogProblemCode } from "./difference.ts";
export type { Disorder } from "./disorder.ts";
export {
  type Envelope,
  formatEnvelope,
  maximumStatement,
  openLeaf,
  parseEnvelope,
  preAuthenticationEncoding,
  readStatement,
  type Statement,
  type Subject,
  sealStatement,
  signEnvelope,
  signersOf,
  statementMediaType,
  statementType,
} from "./envelope.ts";
export { emptyRoot, leafHash, nodeHash } from "./hash.ts";
export {
  cosignatureNote,
  ed25519Note,
  formatNote,
  formatVkey,
  keyIdOf,
  logSigner,
  type Note,
  type NoteKey,
  type NoteSigner,
  openNote,
  parseNote,
  parseVkey,
  signNote,
  witnessSigner,
} from "./note.ts";
export { OrderReplay } from "./order.ts";
export { openUnderPolicy, parseTrustPolicy, quorumReached, type TrustPolicy } from "./policy-file.ts";
export { consistencyProof, inclusionProof, rootAt, type TileReader, verifyConsistency, verifyInclusion } from "./proof.ts";
export { formatProof, type ProofFile, type ProofVerdict, parseProof, verifyProof } from "./proof-file.ts";
export { fingerprintOf, parseSshKeyLine, readSshKey, type SshPublicKey, sshKeyOf, sshKeyOfPasskey } from "./ssh-key.ts";
export {
  decisionNamespace,
  enrolmentNamespace,
  type GoodSshSignature,
  packAssertion,
  parseSshSignature,
  passkeyAlgorithm,
  policyNamespace,
  type SshSignatureProblem,
  type SshSignatureRequest,
  type SshSignatureVerdict,
  sessionNamespace,
  signSsh,
  sshSignedBytes,
  verifySshSignature,
} from "./sshsig.ts";
export {
  decodeBundle,
  encodeBundle,
  entriesPath,
  type LogPath,
  maximumLeaf,
  parseLogPath,
  partialPlaces,
  type Tile,
  type TilePlace,
  tilePath,
  tilePlaces,
  tileWidth,
  widthAt,
} from "./tiles.ts";
export { Frontier, rootOfPeaks, tileRoot } from "./tree.ts";
export { type LogFiles, type LogReport, type LogVerification, type TrustedKey, verifyLog } from "./verify.ts";
export type { ClientDataRules } from "./webauthn.ts";
