import { Failure } from "../model/failure.ts";
import { type CaptureOptions, type NoteOptions, PromptBook, Spool } from "../recording/index.ts";
import type { Call } from "./command.ts";
import type { Io } from "./io.ts";
import { ownGitCode, ownGitText } from "./own-git.ts";
import { line } from "./page.ts";

/** A work tree with the records of what tools wrote in it. */
export interface RecordingPlace {
  readonly root: string;
  readonly gitDirectory: string;
  readonly spool: Spool;
  /** Of all work trees of the repository. */
  readonly prompts: PromptBook;
}

/** Throws `Failure` (`not-a-repository`) for a folder that is in no work tree. */
export async function recordingPlace(folder: string, io: Io): Promise<RecordingPlace> {
  const asked = await ownGitText(folder, "rev-parse", "--path-format=absolute", "--show-toplevel", "--absolute-git-dir", "--git-common-dir");
  const [root = "", gitDirectory = "", common = ""] = asked?.split("\n") ?? [];
  if (root === "" || gitDirectory === "" || common === "")
    throw new Failure("not-a-repository", `${folder} is in no work tree of git.`, { hint: "Name a folder of one with --repo, or run `git init` first." });
  return { root, gitDirectory, spool: new Spool(gitDirectory, io.clock), prompts: new PromptBook(common, io.clock, io.random) };
}

export async function captureOptions(call: Call, { root, spool, prompts }: RecordingPlace): Promise<CaptureOptions> {
  const [name, email] = await Promise.all([ownGitText(root, "config", "--get", "user.name"), ownGitText(root, "config", "--get", "user.email")]);
  // Only a plain no lets a file be recorded: of one in a submodule, whose own rules may leave it out, git refuses to say.
  const ignored = async (path: string) => (await ownGitCode(root, "check-ignore", "--quiet", "--", path)) !== 1;
  const sponsor = email ? `${name ?? ""} <${email}>`.trim() : null;
  return { root, spool, sponsor, clock: call.io.clock, random: call.io.random, ignored, prompts: async () => ((await promptsAllowed(call, root)) ? prompts : null) };
}

/** Whether the policy asks for digests of prompts. Throws `Failure` where it can't be read, and then it allows nothing. */
export async function promptsAllowed(call: Call, root: string): Promise<boolean> {
  const { promptsInPolicy } = await import("./policy-grammar.ts");
  return await promptsInPolicy(call, root);
}

/** The digests of prompts that a note may name. A policy that can't be read lets out none, which is said, and the note is written without them. */
export function notedPrompts(call: Call, { root, prompts }: RecordingPlace): NoteOptions["promptsOf"] {
  let allowed: Promise<boolean> | null = null;
  const ask = () =>
    promptsAllowed(call, root).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      call.say([line(`countersign: the note names no digest of a prompt: ${error.message}`)]);
      return false;
    });
  return async (session, until) => {
    const digests = await prompts.digestsOf(session, until);
    if (digests.length === 0) return [];
    allowed ??= ask();
    return (await allowed) ? digests : [];
  };
}
