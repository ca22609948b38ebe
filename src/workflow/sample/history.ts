import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { NewCommit, NewHistory, NewNote } from "../../git/index.ts";
import { agentTrace, type Conversation, gitAiNote } from "./marks.ts";

/*
 * The repository of the sample: a small service of a hospital that reminds patients of their appointments, written by three people and
 * several AI tools, each leaving the mark that it leaves in real histories. `commits/<label>/` holds the files that a commit adds or
 * replaces; `evidence/` what real tools reported about both ends of the branch.
 */

export interface SamplePerson {
  readonly handle: string;
  readonly name: string;
  readonly emails: string[];
  readonly roles: string[];
}

/** Ana writes the change of the sample, Bo and Chen judge it. Chen founds the organisation, so that the first person to sign in has something to decide. */
export const samplePeople: readonly SamplePerson[] = [
  { handle: "ana", name: "Ana Costa", emails: ["ana.costa@northwind.example"], roles: ["administrator", "policy-owner"] },
  { handle: "bo", name: "Bo Lindqvist", emails: ["bo.lindqvist@northwind.example"], roles: ["engineering-lead", "reviewer"] },
  { handle: "chen", name: "Chen Wei", emails: ["chen.wei@northwind.example"], roles: ["reviewer", "release-manager"] },
];

/** The branch that is put forward; the other one is `main`. */
export const sampleBranch = "reminders-by-phone";

const ana = "Ana Costa <ana.costa@northwind.example>";
const bo = "Bo Lindqvist <bo.lindqvist@northwind.example>";
const chen = "Chen Wei <chen.wei@northwind.example>";
const copilot = "copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>";

type Planned = Omit<NewCommit, "branch" | "changes">;

const onMain: readonly Planned[] = [
  { label: "initial", author: ana, date: "2026-09-01T09:12:00+01:00", message: "Initial commit\n" },
  { label: "start", author: ana, date: "2026-09-01T16:40:00+01:00", message: "Find the reminders that are due\n" },
  {
    label: "quiet-hours",
    author: bo,
    date: "2026-09-03T11:05:00+01:00",
    message:
      "Leave patients alone at night\n\nA reminder that falls due in the quiet hours waits until eight in the morning.\n\nReviewed-by: Chen Wei <chen.wei@northwind.example>\n",
  },
  {
    label: "message",
    author: bo,
    date: "2026-09-07T14:21:00+01:00",
    message: `Say when and where, never why

Other people read what lies on a kitchen table, so the text names neither the patient nor the department.

🤖 Generated with [Claude Code](https://claude.com/claude-code)

Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>
`,
  },
  { label: "channel", author: chen, date: "2026-09-09T10:48:00+01:00", message: "Choose the channel that the patient prefers\n" },
  {
    label: "outbox",
    author: copilot,
    committer: "GitHub <noreply@github.com>",
    date: "2026-09-14T08:30:00+00:00",
    message: `Try again when a carrier fails for the moment

Agent-Logs-Url: https://github.com/northwind/appointment-reminders/sessions/4b1c8f0e-6f0d-4c55-9a53-0d2a7c1f9e64

Co-authored-by: Bo Lindqvist <bo.lindqvist@northwind.example>
`,
  },
  {
    label: "outbox-cap",
    author: "Chen Wei (aider) <chen.wei@northwind.example>",
    date: "2026-09-15T15:02:00+01:00",
    message: "fix: never wait longer than a minute between two attempts\n",
  },
  { label: "run", author: ana, date: "2026-09-21T13:58:00+01:00", message: "Send what is due and report what became of it\n" },
  { label: "docs", author: chen, date: "2026-09-22T09:30:00+01:00", message: "Describe how it works\n" },
  { label: "policy", author: bo, date: "2026-09-28T10:00:00+01:00", message: "Put the project under Countersign\n" },
];

const onBranch: readonly Planned[] = [
  {
    label: "phone",
    parents: ["policy"],
    author: ana,
    date: "2026-10-05T10:12:00+01:00",
    message: `Know whom to call, and when

Some patients have a landline and nothing else. A call is made while the desk is open, so that the patient can call back.

🤖 Generated with [Claude Code](https://claude.com/claude-code)

Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>
`,
  },
  { label: "phone-channel", author: ana, date: "2026-10-05T15:37:00+01:00", message: "Offer calls as a channel\n" },
  { label: "phone-run", author: ana, date: "2026-10-06T11:20:00+01:00", message: "Hand calls over with their number and times\n" },
];

const chensCursor: Conversation = { tool: "cursor", model: "claude-sonnet-4-5-20250929", id: "6ef2299e-a67f-432b-aa80-3d2fb4d28999" };
const anasCursor: Conversation = { tool: "cursor", model: "claude-sonnet-4-5-20250929", id: "c2f7d1a0-58b3-4e0b-8f43-96a1c7d0b512" };

const notes: readonly NewNote[] = [
  gitAiNote("channel", chen, chensCursor, { "src/channel.js": { tool: "1-3,6-22", person: "4-5" }, "test/channel.test.js": { tool: "1-17,26", person: "18-25" } }),
  gitAiNote("phone-channel", ana, anasCursor, { "src/channel.js": { tool: "12,20", person: "1-2,4" }, "test/channel.test.js": { tool: "23-27", person: "28-31" } }),
];

/** The history with the contents of its files. The same ids come out of it wherever it is made. */
export async function sampleHistory(): Promise<NewHistory> {
  const branches = { main: onMain, [sampleBranch]: onBranch };
  const commits = Object.entries(branches).flatMap(([branch, planned]) =>
    planned.map(async (commit) => ({ ...commit, branch, changes: changesOf(commit.label, await readTexts(commit.label)) })),
  );
  return { defaultBranch: "main", commits: await Promise.all(commits), notes };
}

function changesOf(label: string, files: Readonly<Record<string, string>>): NewCommit["changes"] {
  if (label !== "run") return files;
  const traced = { id: "0d9c7f52-8a34-4f0a-b1de-5c7e2f6a9b13", time: "2026-09-21T12:57:31Z", tool: { name: "opencode", version: "1.2.6" }, model: "openai/gpt-5.1-codex" };
  return (idOf) => ({ ...files, ".agent-trace/traces.jsonl": agentTrace({ ...traced, revision: idOf("outbox-cap"), files }) });
}

async function readTexts(label: string): Promise<Record<string, string>> {
  const folder = fileURLToPath(new URL(`commits/${label}`, import.meta.url));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = files.sort().map(async (file): Promise<[string, string]> => [relative(folder, file).split(sep).join("/"), await readText(file)]);
  return Object.fromEntries(await Promise.all(texts));
}

// A checkout on Windows may have turned the line ends; the ids must not follow.
async function readText(file: string): Promise<string> {
  return (await readFile(file, "utf8")).replaceAll("\r\n", "\n");
}

export interface EvidenceFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What real tools reported about the branch's head, and about `main`; `evidence/README.md` says which, by which commands. */
export async function sampleEvidence(): Promise<{ readonly head: readonly EvidenceFile[]; readonly base: readonly EvidenceFile[] }> {
  const read = (names: readonly string[]) => Promise.all(names.map(async (name) => ({ name, bytes: await readFile(new URL(`evidence/${name}`, import.meta.url)) })));
  const [head, base] = await Promise.all([read(["head.junit.xml", "head.lcov.info", "head.sarif"]), read(["base.junit.xml"])]);
  return { head, base };
}
