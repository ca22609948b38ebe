import { isUtf8 } from "node:buffer";
import { stat, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { git, openRepository, resolveCommit } from "../../git/index.ts";
import { Failure } from "../../model/failure.ts";
import {
  agentNamed,
  type Captured,
  captureEvent,
  captureTraces,
  carryNotes,
  foundLines,
  type Grammar,
  grammars,
  installHooks,
  isPrompt,
  linesOf,
  missingTrailers,
  noteCommit,
  type Rewritten,
  rawChanges,
  recordedTexts,
  removeHooks,
  spoken,
  type Trailer,
  type Writer,
  wantedSettings,
  writeSettings,
} from "../../recording/index.ts";
import { plural } from "../change-page.ts";
import type { Answer, Call, Run } from "../command.ts";
import { readInputFile } from "../input.ts";
import { ownGit, ownGitText } from "../own-git.ts";
import { block, faint, line, table } from "../page.ts";
import { programFound } from "../program-found.ts";
import { capturedPage, hooksPage, missingProgram, notedPage, promptsPage, removedPage } from "../recording-page.ts";
import { captureOptions, notedPrompts, promptsAllowed, type RecordingPlace, recordingPlace } from "../recording-place.ts";

const usualProgram = "countersign";

/** Without an agent it answers like any command. With one nobody reads the answer but the agent, which goes on whatever becomes of us. */
export const add: Run = async (call) => {
  const agent = agentNamed(call.values.text("from") ?? "");
  if (agent === null) return await addTraces(call);
  const quiet = (captured: Captured, problem: string | null): Answer => ({ json: { ...captured, problem }, page: [], text: agent.silence });
  try {
    const event = agent.read(eventOf(await inputOf(call)));
    if (event === null) return quiet({ recorded: [], skipped: [] }, null);
    const place = await recordingPlace(call.values.text("repo") ?? event.folder ?? call.settings.repo, call.io);
    return quiet(await captureEvent(event, agent, await captureOptions(call, place)), null);
  } catch (error) {
    const problem = error instanceof Failure ? error.message : String(error);
    call.say([line(`Nothing was recorded: ${problem}`)]);
    return quiet({ recorded: [], skipped: [] }, problem);
  }
};

// What the parser says of a text quotes it, and it may hold a prompt.
function eventOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8")) as unknown;
  } catch {
    throw new Failure("bad-input", "The event is no JSON.");
  }
}

async function inputOf({ values, io }: Call): Promise<Buffer> {
  const file = values.text("FILE") ?? "-";
  return await readInputFile(file === "-" ? file : resolve(io.folder, file), io);
}

async function addTraces(call: Call): Promise<Answer> {
  const bytes = await inputOf(call);
  const place = await recordingPlace(call.settings.repo, call.io);
  const captured = await captureTraces(bytes, await captureOptions(call, place));
  return { json: captured, page: [...capturedPage(captured), ...captured.findings.map((sentence) => line(`${sentence}.`))], exit: captured.recorded.length > 0 ? 0 : 1 };
}

export const commit: Run = (call) =>
  goingOn(call, async () => {
    const place = await placeOf(call);
    const { root, spool } = place;
    await using repository = await openRepository(root);
    const id = await resolveCommit(repository, call.values.text("REV") ?? "HEAD");
    const noted = await noteCommit(repository, id, { spool, clock: call.io.clock, root, promptsOf: notedPrompts(call, place) });
    // git names the picked commit only while it makes the new one, and so only to a hook.
    const picked = call.values.flag("hook") ? await ownGitText(root, "rev-parse", "--verify", "--quiet", "CHERRY_PICK_HEAD") : null;
    const carried = picked === null ? [] : await carryNotes(repository, [{ old: picked, now: id }], call.io.clock);
    return { json: { ...noted, carried }, page: [noted, ...carried].flatMap((each) => notedPage(each, !call.values.flag("hook"))) };
  });

export const rewritten: Run = (call) =>
  goingOn(call, async () => {
    const pairs = (await call.io.readInput()).toString("latin1").split("\n").flatMap(pairOf);
    const { root } = await placeOf(call);
    await using repository = await openRepository(root);
    const noted = await carryNotes(repository, pairs, call.io.clock);
    return { json: { commits: noted }, page: noted.flatMap((each) => notedPage(each, !call.values.flag("hook"))) };
  });

function pairOf(text: string): Rewritten[] {
  const [, old, now] = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64})\b/.exec(text) ?? [];
  return old === undefined || now === undefined ? [] : [{ old, now }];
}

export const trailers: Run = (call) =>
  goingOn(call, async () => {
    const place = await placeOf(call);
    const file = resolve(call.io.folder, call.values.needed("FILE"));
    const bytes = await readInputFile(file, call.io);
    // `i18n.commitEncoding` may name another; each byte then stays what it is.
    const encoding = isUtf8(bytes) ? "utf8" : "latin1";
    const message = bytes.toString(encoding);
    const added = await addTrailers(place, message, { grammar: await grammarOf(call), encoding });
    if (added.text !== message) await writeFile(file, Buffer.from(added.text, encoding), { mode: (await stat(file)).mode });
    return { json: { trailers: added.trailers }, page: added.trailers.map(({ key, value }) => line(`${key}: ${value}`)) };
  });

/** As it was named, else as the policy asks for it. A trailer of the policy's own is not one that we write. */
async function grammarOf(call: Call): Promise<Grammar> {
  const named = grammars.find((grammar) => grammar === call.values.text("grammar"));
  if (named !== undefined) return named;
  const { grammarInPolicy } = await import("../policy-grammar.ts");
  return (await grammarInPolicy(call)) ?? "co-authored-by";
}

async function addTrailers(
  place: RecordingPlace,
  message: string,
  { grammar, encoding }: { readonly grammar: Grammar; readonly encoding: "utf8" | "latin1" },
): Promise<{ readonly text: string; readonly trailers: readonly Trailer[] }> {
  const comment = (await ownGitText(place.root, "config", "--get", "core.commentChar")) ?? "#";
  const kept = spoken(message, comment === "auto" ? "#" : comment);
  const trailers = kept === "" ? [] : missingTrailers(kept, await stagedWriters(place), grammar);
  if (trailers.length === 0) return { text: message, trailers };
  await using repository = await openRepository(place.root);
  const wanted = trailers.flatMap(({ key, value }) => ["--trailer", `${key}: ${value}`]);
  // In a repository of our own, since a setting of theirs could make a trailer start a program.
  const args = ["-c", `core.commentChar=${comment}`, "interpret-trailers", "--if-exists=addIfDifferent", "--if-missing=add", ...wanted];
  const { output } = await git(repository.scratch.place, args, { input: Buffer.from(message, encoding) });
  return { text: output.toString(encoding), trailers };
}

/** Whose recorded lines the commit would add that is being made: from the index that git's environment names. */
async function stagedWriters({ root, spool }: RecordingPlace): Promise<Writer[]> {
  const records = await spool.read();
  if (records.length === 0) return [];
  const base = (await ownGitText(root, "rev-parse", "--verify", "--quiet", "HEAD")) ?? (await ownGitText(root, "hash-object", "-t", "tree", "/dev/null")) ?? "";
  const staged = await ownGit(root, "diff-index", "--cached", "--raw", "-z", "-M", "--full-index", "--ignore-submodules", base, "--");
  const paths = new Set(records.flatMap(({ files }) => files.map(({ path }) => path)));
  const changed = [...rawChanges(staged ?? Buffer.alloc(0))].filter(([path]) => paths.has(path));
  await using repository = await openRepository(root);
  const files = changed.map(([path, { old, now }]) => ({ path, blob: now, parents: [old] }));
  const found = await foundLines(repository, files, ({ path }) => recordedTexts(spool, records, path));
  return found.map(({ owner: { tool, model } }) => ({ tool, model }));
}

export const hooks: Run = async (call) => {
  const { root } = await placeOf(call);
  // What can't be recorded here is said now, and not at every commit.
  await (await openRepository(root)).close();
  const folder = await hooksFolder(root);
  if (call.values.flag("remove")) {
    const changed = await removeHooks(folder);
    return { json: { hooks: changed }, page: removedPage(changed) };
  }
  const program = call.values.text("program") ?? usualProgram;
  const changed = await installHooks(folder, { program, grammar: await grammarOf(call) });
  const found = await programFound(program, call.io, root);
  return { json: { hooks: changed, programFound: found }, page: [...hooksPage(changed), ...(found ? [] : [missingProgram(program)])] };
};

/** Where git looks for this repository's hooks. Throws `Failure` (`refused`) when other repositories look there too. */
async function hooksFolder(root: string): Promise<string> {
  const asked = await ownGitText(root, "rev-parse", "--path-format=absolute", "--git-path", "hooks", "--git-common-dir");
  const [folder = "", common = ""] = asked?.split("\n") ?? [];
  if ([root, common].some((own) => own !== "" && `${folder}/`.startsWith(`${own}/`))) return folder;
  throw new Failure("refused", `core.hooksPath names ${folder}, which is outside this repository, so a hook there would run in others too.`, {
    hint: 'Call `countersign record trailers --hook -- "$@"` in prepare-commit-msg and commit-msg there, `countersign record commit --hook` in post-commit and `countersign record rewritten --hook` in post-rewrite; or set core.hooksPath in this repository.',
  });
}

export const settings: Run = async (call) => {
  const agent = agentNamed(call.values.needed("AGENT"));
  if (agent === null) throw new TypeError("the table offers an agent that there is not");
  const { root } = await placeOf(call);
  const prompts = await promptsAllowed(call, root);
  const wanted = await wantedSettings(agent, root, { program: call.values.text("program") ?? usualProgram, prompts });
  const write = call.values.flag("write");
  if (write) await writeSettings(root, wanted);
  const head = write ? `${wanted.file} ${wanted.changed ? "is written." : "holds it already."}` : `${wanted.file}, as ${wanted.source} describes it:`;
  const asked = prompts ? [line("The policy asks for digests of prompts, so the agent hands over each prompt; nothing of it is kept but a salted digest.")] : [];
  return { json: { agent: agent.name, ...wanted, prompts, written: write && wanted.changed }, page: [line(head), ...asked, ...(write ? [] : block(0, wanted.text))] };
};

export const show: Run = async (call) => {
  const { spool, prompts } = await placeOf(call);
  if (call.values.flag("forget")) {
    await spool.forget();
    return { json: { records: [] }, page: [line("Everything that was recorded and not committed is forgotten.")] };
  }
  const records = await spool.read();
  const rows = records.flatMap(({ time, tool, model, session, files }) =>
    files.map(({ path, ranges }) => [new Date(time).toISOString(), path, plural(linesOf(ranges).length, "line"), model === null ? tool : `${tool} ${model}`, faint(session)]),
  );
  const kept = (await prompts.read()).length;
  const page = table(["when", "file", "lines", "tool", "session"], rows, "Nothing waits for a commit.");
  return { json: { records, prompts: kept }, page: kept === 0 ? page : [...page, line(`Of ${plural(kept, "prompt")} a salt and a digest are kept here.`)] };
};

export const prompt: Run = async (call) => {
  const { prompts } = await placeOf(call);
  if (call.values.flag("forget")) {
    await prompts.forget();
    return { json: { prompts: [] }, page: [line("Every salt is forgotten; what the digests are of can be shown no more.")] };
  }
  const digest = digestAsked(call);
  const kept = (await prompts.read()).filter((each) => digest === undefined || each.digest === digest);
  if (digest !== undefined && kept.length === 0)
    throw new Failure("not-found", "No salt of that digest is kept here.", { hint: "It is kept where the prompt was given, in the repository that it was given in." });
  const bytes = await inputOf(call);
  const matching = kept.filter((each) => isPrompt(each, bytes));
  const rows = matching.map(({ salt: _salt, ...told }) => told);
  return { json: { prompts: rows }, page: promptsPage(rows, digest), exit: matching.length > 0 ? 0 : 1 };
};

function digestAsked({ values }: Call): string | undefined {
  const digest = values.text("digest")?.toLowerCase();
  if (digest === undefined || /^[0-9a-f]{64}$/.test(digest)) return digest;
  throw new Failure("bad-usage", "A digest has 64 hexadecimal digits.", { hint: "`git notes --ref=ai show` names those of a commit." });
}

async function placeOf({ settings, io }: Call): Promise<RecordingPlace> {
  return await recordingPlace(settings.repo, io);
}

/** Called by a hook, what fails is said in one sentence and the commit goes on. */
async function goingOn(call: Call, act: () => Promise<Answer>): Promise<Answer> {
  if (!call.values.flag("hook")) return await act();
  try {
    return await act();
  } catch (error) {
    const problem = error instanceof Failure ? error.message : String(error);
    call.say([line(`countersign: nothing was recorded of this commit: ${problem}`)]);
    return { json: { problem }, page: [] };
  }
}
