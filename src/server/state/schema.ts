/** Times are milliseconds since the epoch. Nothing here is a fact: what is lost with this file is convenience, never a proof. */
export interface StateTables {
  /** One row per signed-in browser. `id` is the SHA-256 of the secret in the cookie. */
  sessions: { id: string; person: string; created_at: number; used_at: number; expires_at: number; proved_at: number; agent: string };
  /** What was handed out and must come back once: a passkey's challenge, a document to sign, the state of a sign-in at the provider. */
  challenges: { id: string; kind: string; person: string | null; payload: string; expires_at: number };
  /** `id` is the SHA-256 of the secret in the link. */
  invitations: { id: string; person: string; by: string; created_at: number; expires_at: number; used_at: number | null };
  /** A passkey's signature counter: it must grow where it is not zero. */
  counters: { credential: string; counter: number };
  /** A pair of blobs that a person has looked at. It is keyed by content, so that a changed file is unseen again (C22). */
  seen: { person: string; change: string; path: string; old_blob: string; new_blob: string; at: number };
  /** What the server has shown a person of a change: a file's rows by path and pair, or, with an empty path, the list of a revision's files. Only what was shown can be seen. */
  served: { person: string; change: string; path: string; old_blob: string; new_blob: string; at: number };
  /** How long a person had a revision in front of them, and which evidence they opened (R25, R35). */
  visits: { person: string; change: string; revision: number; first_at: number; last_at: number; seconds: number };
  opened: { person: string; change: string; evidence: string; at: number };
  /** Answers that were begun and not signed. */
  drafts: { person: string; change: string; environment: string; answers: string; at: number };
  /** Answers of requests that carried an idempotency key. */
  requests: { id: string; digest: string; status: number; body: string; at: number };
  /** Notices on their way; `id` names what it is about and for whom, so that none is made twice. */
  outbox: { id: string; channel: string; recipient: string; about: string; body: string; attempts: number; next_at: number; sent_at: number | null; failed: string | null };
  /** `id` is the SHA-256 of the secret in the address of a calendar's feed. */
  feeds: { id: string; person: string; project: string; created_at: number; expires_at: number; used_at: number | null };
  preferences: { person: string; notices: string };
  /** How far the ledger was read for notices. */
  cursors: { name: string; position: number };
}
