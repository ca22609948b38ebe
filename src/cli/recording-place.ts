import { Failure } from "../model/failure.ts";
import { type CaptureOptions, Spool } from "../recording/index.ts";
import type { Io } from "./io.ts";
import { ownGitCode, ownGitText } from "./own-git.ts";

/** A work tree with the records of what tools wrote in it. */
export interface RecordingPlace {
  readonly root: string;
  readonly gitDirectory: string;
  readonly spool: Spool;
}

/** Throws `Failure` (`not-a-repository`) for a folder that is in no work tree. */
export async function recordingPlace(folder: string, io: Io): Promise<RecordingPlace> {
  const [root = "", gitDirectory = ""] = (await ownGitText(folder, "rev-parse", "--show-toplevel", "--absolute-git-dir"))?.split("\n") ?? [];
  if (root === "" || gitDirectory === "")
    throw new Failure("not-a-repository", `${folder} is in no work tree of git.`, { hint: "Name a folder of one with --repo, or run `git init` first." });
  return { root, gitDirectory, spool: new Spool(gitDirectory, io.clock) };
}

export async function captureOptions({ root, spool }: RecordingPlace, io: Io): Promise<CaptureOptions> {
  const [name, email] = await Promise.all([ownGitText(root, "config", "--get", "user.name"), ownGitText(root, "config", "--get", "user.email")]);
  // Only a plain no lets a file be recorded: of one in a submodule, whose own rules may leave it out, git refuses to say.
  const ignored = async (path: string) => (await ownGitCode(root, "check-ignore", "--quiet", "--", path)) !== 1;
  return { root, spool, sponsor: email ? `${name ?? ""} <${email}>`.trim() : null, clock: io.clock, random: io.random, ignored };
}
