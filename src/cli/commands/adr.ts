import {
  type DecisionFinding,
  decisionIndex,
  draftDecision,
  editsOfAccepted,
  glanceDecision,
  lintDecision,
  newDecisionFile,
  unacceptable,
  withHead,
} from "../../blueprint/index.ts";
import { blockIn, withBlock } from "../../brief/index.ts";
import { listTree, mergeBases, openRepository, readFileAt, resolveCommit } from "../../git/index.ts";
import { Failure } from "../../model/failure.ts";
import { readBlueprintIn } from "../../workflow/index.ts";
import { addedToArea } from "../area-entry.ts";
import { askText, terminalPrompt } from "../ask.ts";
import { type Finding, findingsPage } from "../blueprint-page.ts";
import { readTarget, type WantedFile, writeFiles } from "../brief-files.ts";
import { workTreeSource } from "../brief-source.ts";
import { plural } from "../change-page.ts";
import { type Call, next, type Run } from "../command.ts";
import { type DecisionFolder, decisionFolder, decisionNamed, recordOf } from "../decision-folder.ts";
import { blank, command, faint, line, type Page, strong, table, under } from "../page.ts";
import { withWorkplaceIfAny } from "../workplace.ts";

const create: Run = async (call) => {
  const [title, area] = [call.values.needed("TITLE").trim(), call.values.text("area")];
  if (title === "") throw new Failure("bad-input", "A decision record needs a title.", { hint: "Say what is decided, in a few words." });
  const folder = await decisionFolder(call);
  const file = newDecisionFile(
    folder.folder,
    folder.files.map((each) => each.file),
    title,
  );
  if ((await readTarget(folder.root, file)) !== null) throw new Failure("already-exists", `${file} is there already.`, { hint: "Nothing was written. Give another title." });
  const named = area === undefined ? [] : [await addedToArea(folder.root, area, file)];
  await writeFiles(folder.root, [{ path: file, after: Buffer.from(draftDecision({ title, date: today(call) })) }, ...named]);
  const page: Page = [
    line(strong(`Wrote ${file}.`)),
    ...(area === undefined ? [] : [under(2, `It is named under areas.${area} of .countersign/blueprint.yaml.`)]),
    line("Fill it in; its comments say how. Then:"),
    command(next(call, `adr accept ${file}`)),
  ];
  return { json: { file, area: area ?? null }, page };
};

export { create as new };

export const list: Run = async (call) => {
  const { folder, files } = await decisionFolder(call);
  const shown = files.map(({ listed, read }) => ({ ...listed, madr: "record" in read }));
  const rows = shown.map(({ number, title, status, supersededBy, date, madr }) => [
    number === null ? "—" : String(number).padStart(4, "0"),
    [status ?? "—", ...(supersededBy === null ? [] : ["by", supersededBy])].join(" "),
    date ?? "—",
    madr ? title : `${title} (not in the form of MADR 4)`,
  ]);
  return {
    json: { folder, records: shown },
    page: [...table(["Number", "Status", "Date", "Decision"], rows, `No decision record yet; \`countersign adr new\` begins the first in ${folder}.`)],
  };
};

export const lint: Run = async (call) => {
  const folder = await decisionFolder(call);
  const named = call.values.text("FILE");
  const chosen = named === undefined ? folder.files : [decisionNamed(folder, named)];
  const context = await contextOf(call, folder);
  const base = call.values.text("base");
  const findings = [
    ...chosen.flatMap(({ read }) => ("record" in read ? lintDecision(read.record, context, (part) => read.at(part)) : read.failures.map(broken))),
    ...(base === undefined ? [] : await editsSince(call, folder, base)),
  ];
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const about = chosen.length === 1 ? (chosen[0]?.file ?? folder.folder) : `${plural(chosen.length, "record")} in ${folder.folder}`;
  const inOrder = findings.length === 0 && chosen.length !== 1 ? [line(strong(`${about} are in order.`))] : null;
  return { json: { folder: folder.folder, findings }, page: inOrder ?? findingsPage(findings, about), exit: errors > 0 ? 1 : 0 };
};

function broken({ code, message, hint, place }: Failure): Finding {
  return { code, severity: "error", says: message, hint, place: place ?? null };
}

/** What was done since a commit to records that it holds as accepted. Where the branch of that commit went on, it counts from where both parted. */
async function editsSince(call: Call, { root, folder, files }: DecisionFolder, ref: string): Promise<DecisionFinding[]> {
  await using repository = await openRepository(root);
  const [named, head] = await Promise.all([resolveCommit(repository, ref), resolveCommit(repository, "HEAD")]);
  const base = (await mergeBases(repository, named, head))[0] ?? named;
  const before = (await listTree(repository, base, folder)).filter(({ mode, path }) => mode.startsWith("100") && path.endsWith(".md"));
  const now = new Map(files.map(({ file, text }) => [file, text]));
  const wanted = call.values.text("FILE");
  const all = await Promise.all(before.map(async ({ path }) => editsOfAccepted(path, (await readFileAt(repository, base, path))?.toString("utf8") ?? "", now.get(path) ?? null)));
  return all.flat().filter(({ place }) => wanted === undefined || place.file === decisionNamed({ root, folder, files }, wanted).file);
}

async function contextOf(call: Call, { root, files }: DecisionFolder) {
  return { policy: (await workTreeSource(call, root)).policy, files: files.map(({ file }) => file) };
}

export const index: Run = async (call) => {
  const folder = await decisionFolder(call);
  const { path, before, after, edited } = await indexOf(folder);
  const state = before === null ? "missing" : before.equals(after) ? "current" : edited ? "edited" : "stale";
  const json = { file: path, state };
  if (call.values.flag("check")) {
    const page = state === "current" ? [line(strong(`${path} is current.`))] : [line(strong(`${path} is ${state}.`)), command(next(call, "adr index"))];
    return { json, page, exit: state === "current" ? 0 : 1 };
  }
  if (edited && !call.values.flag("discard-edits"))
    throw new Failure("document-invalid", `Somebody changed ${path} by hand between Countersign's markers, where it is made from the records.`, {
      hint: "Nothing was written. Say it in the record, or outside of the markers; then run `countersign adr index --discard-edits`.",
      place: { file: path },
    });
  if (state !== "current") await writeFiles(folder.root, [{ path, after }]);
  return { json, page: [line(strong(state === "current" ? `${path} is current.` : `Wrote ${path}: ${plural(folder.files.length, "record")}.`))] };
};

interface Index {
  readonly path: string;
  readonly before: Buffer | null;
  readonly after: Buffer;
  /** Somebody changed it between the markers. */
  readonly edited: boolean;
  /** It holds an index of ours already. */
  readonly ours: boolean;
}

async function indexOf({ root, folder, files }: DecisionFolder): Promise<Index> {
  const path = `${folder}/README.md`;
  const before = await readTarget(root, path);
  const held = before === null ? null : blockIn(before, path, "theirs");
  const text = decisionIndex(files.map(({ listed }) => listed)).trimEnd();
  const head = "# Decision records\n\nDecisions that are expensive to change. A record is never edited after it is accepted; a later one supersedes it.\n";
  return { path, before, after: withBlock(before ?? Buffer.from(head), path, text), edited: held?.edited ?? false, ours: held !== null };
}

/** The index once more, where it is ours and nobody changed it, for a record that is about to be written. */
async function indexWith(folder: DecisionFolder, file: string, text: string): Promise<WantedFile[]> {
  const files = folder.files.map((each) => (each.file === file ? { ...each, listed: glanceDecision(text, file) } : each));
  const { path, after, edited, ours } = await indexOf({ ...folder, files });
  return ours && !edited ? [{ path, after }] : [];
}

export const accept: Run = async (call) => {
  const folder = await decisionFolder(call);
  const found = decisionNamed(folder, call.values.needed("FILE"));
  const record = recordOf(found);
  if (record.status !== "proposed" && record.status !== null)
    throw new Failure("refused", `${found.file} is ${record.status}, and only a proposed record is accepted.`, { hint: "Begin another one with `countersign adr new`." });
  const place = "record" in found.read ? found.read.at : undefined;
  const missing = unacceptable(record, await contextOf(call, folder), place);
  if (missing.length > 0) {
    const page = [...findingsPage(missing, `${found.file} was not accepted`), blank, line(faint("Nothing was written."))];
    return { json: { file: found.file, accepted: false, missing }, page, exit: 1 };
  }
  const { decisionMakers, date } = await decidedBy(call, record.decisionMakers);
  const text = withHead(found.text, { status: "accepted", date, decisionMakers });
  await writeFiles(folder.root, [{ path: found.file, after: Buffer.from(text) }, ...(await indexWith(folder, found.file, text))]);
  const unknown = await unknownAmong(call, folder.root, decisionMakers);
  const page: Page = [
    line(strong(`${found.file} is accepted by ${decisionMakers.join(", ")}, ${date}.`)),
    ...unknown.map((name) => under(2, `· Neither those enrolled nor .countersign/blueprint.yaml name ${name}. A record may name somebody from outside.`)),
    line("From now on it is superseded, never edited. Commit it."),
  ];
  return { json: { file: found.file, accepted: true, decisionMakers, unknown, date, missing: [] }, page };
};

/** Those of the names that belong to nobody who is enrolled or whom the work tree's blueprint names; none where neither names anybody. */
async function unknownAmong(call: Call, root: string, names: readonly string[]): Promise<readonly string[]> {
  const enrolled = await withWorkplaceIfAny(call, async (workplace) => (await workplace?.store.read.people()) ?? []);
  const named = Object.values((await readBlueprintIn(root)).files.blueprint?.file.people ?? {}).flatMap(({ holds }) => holds);
  const known = new Set([...named, ...enrolled.flatMap(({ handle, name, emails }) => [handle, name, ...emails])].map(plain));
  return known.size === 0 ? [] : names.filter((name) => !known.has(plain(name)));
}

// Records name people as they are called in comments: @ana, Ana Alvarez, ana@example.com.
function plain(name: string): string {
  return name.trim().replace(/^@/, "").toLowerCase();
}

/** Who decided and when: as the command line says, else asked for on a terminal, with what stands in the record as the usual answer. Throws `Failure` (`answers-missing`, `bad-input`). */
async function decidedBy(call: Call, standing: readonly string[]): Promise<{ readonly decisionMakers: readonly string[]; readonly date: string }> {
  const { values, io } = call;
  const [given, date] = [values.list("decision-maker"), values.text("date")];
  const settled = given.length > 0 ? given : standing;
  if (!io.terminal.input || !io.terminal.errors) {
    if (settled.length > 0) return { decisionMakers: settled, date: validDate(date ?? today(call)) };
    throw new Failure("answers-missing", "Nothing says who decided.", { hint: "Add --decision-maker NAME, once for each." });
  }
  const prompt = terminalPrompt((page) => call.say(page));
  try {
    const names = given.length > 0 ? given : (await askText(prompt, "Who decided, parted by commas", standing.join(", ") || null)).split(",").map((name) => name.trim());
    return { decisionMakers: names.filter((name) => name !== ""), date: validDate(date ?? (await askText(prompt, "On which day", today(call)))) };
  } finally {
    prompt.close();
  }
}

function validDate(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw new Failure("bad-input", `${JSON.stringify(text)} is no date.`, { hint: "Write it as 2026-11-23." });
}

function today({ io }: Call): string {
  return new Date(io.clock()).toISOString().slice(0, 10);
}

export const supersede: Run = async (call) => {
  const folder = await decisionFolder(call);
  const [old, by] = [decisionNamed(folder, call.values.needed("FILE")), decisionNamed(folder, call.values.needed("BY"))];
  const [record, successor] = [recordOf(old), recordOf(by)];
  const refuse = (sentence: string, hint: string) => new Failure("refused", sentence, { hint });
  if (old.file === by.file) throw refuse("A record does not supersede itself.", "Name the later one second.");
  if (record.status !== "accepted" && record.status !== "deprecated")
    throw refuse(`${old.file} is ${record.status ?? "without a status"}, and only an accepted record is superseded.`, "Edit it instead.");
  if (successor.status !== "accepted")
    throw refuse(`${by.file} is ${successor.status ?? "without a status"}, so ${old.file} still holds.`, `Run \`countersign adr accept ${by.file}\` first.`);
  if (successor.number === null) throw refuse(`${by.file} has no number to be named by.`, "Give its file one.");
  const name = `ADR-${String(successor.number).padStart(4, "0")}`;
  const text = withHead(old.text, { status: "superseded", supersededBy: name });
  await writeFiles(folder.root, [{ path: old.file, after: Buffer.from(text) }, ...(await indexWith(folder, old.file, text))]);
  const page: Page = [line(strong(`${old.file} is superseded by ${name}.`)), line("What it had chosen is a lesson now:"), command(next(call, "brief"))];
  return { json: { file: old.file, supersededBy: name }, page };
};
