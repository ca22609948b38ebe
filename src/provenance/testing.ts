/** Keys of a person and of a session that every note made here knows. */
export const human = "h_31dce776f88375";
export const session = "s_c9883b05a2487d";

/** A git-ai note with these lines of attestation; `more` goes over what its JSON says. */
export function noteText(commit: string, entries: readonly string[], more: object = {}): string {
  const records = {
    schema_version: "authorship/3.0.0",
    base_commit_sha: commit,
    prompts: {},
    humans: { [human]: { author: "Ada <ada@example.com>" } },
    sessions: { [session]: { agent_id: { tool: "cursor", id: "1", model: "gpt-5" }, human_author: "Ada <ada@example.com>" } },
    ...more,
  };
  return `${entries.join("\n")}\n---\n${JSON.stringify(records)}\n`;
}
