import { writeFile } from "node:fs/promises";
import { type BlueprintContext, documentPath, type FileKind, fileKinds, filePath, holdersOf, renderDocuments } from "../blueprint/index.ts";
import { Failure } from "../model/failure.ts";
import { documentName, documentSignatures } from "../reading/index.ts";
import { blueprintContext, type ReadBlueprint, readProjectBlueprint, type Workplace } from "../workflow/index.ts";
import { readDraft } from "./blueprint-draft.ts";
import type { Answer, Call } from "./command.ts";
import { governedHere } from "./governed.ts";
import { line, strong } from "./page.ts";

interface Shown {
  readonly read: ReadBlueprint;
  readonly context: BlueprintContext;
  /** Null for a draft, which nobody has signed. */
  readonly project: string | null;
}

/** A document as it is generated: as Markdown, or written as a page or PDF with its control block and signatures. */
export async function exportedDocument(call: Call, workplace: Workplace | null): Promise<Answer> {
  const { values } = call;
  const named = values.needed("DOCUMENT");
  const shown = await shownOf(call, workplace);
  const markdown = renderDocuments(shown.read.files, shown.context).find(({ path }) => path === documentPath(named))?.text;
  const kind = fileKinds.find((each) => each === named);
  if (markdown === undefined) throw missing(shown.read, named, kind);
  const [html, pdf] = [values.text("html"), values.text("pdf")];
  const json = { document: named, project: shown.project, commit: shown.read.commit };
  if (html === undefined && pdf === undefined) return { json: { ...json, text: markdown }, page: [], text: markdown };
  const { controlled, documentHtml, documentPdf, uncontrolled } = await import("../documents/index.ts");
  const { commit } = shown.read;
  const loaded = kind === undefined ? null : shown.read.files[kind];
  const signatures = workplace === null || shown.project === null || kind === undefined ? [] : await signaturesOf(workplace, shown.project, kind);
  const document =
    loaded === null
      ? named === "decisions"
        ? uncontrolled("Decision records", markdown, "the records themselves", commit)
        : uncontrolled("Definition of Done", markdown, ".countersign/policy.yaml", commit)
      : controlled(loaded, { markdown, holders: holdersOf(shown.read.files, shown.context), signatures, commit });
  if (html !== undefined) await written(html, documentHtml(document));
  if (pdf !== undefined) await written(pdf, await documentPdf(document));
  const files = [html, pdf].filter((file) => file !== undefined);
  return { json: { ...json, written: files }, page: files.map((file) => line(strong(`${file} is written.`))) };
}

async function written(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (cause) {
    throw new Failure("bad-input", `${file} could not be written: ${(cause as NodeJS.ErrnoException).code ?? "unknown"}.`, {
      hint: "Name a file in a folder that is there.",
      cause,
    });
  }
}

async function shownOf(call: Call, workplace: Workplace | null): Promise<Shown> {
  if (workplace === null || call.values.flag("draft")) {
    const { read, context } = await readDraft(call, workplace);
    return { read, context, project: null };
  }
  const { project, repository } = await governedHere(call, workplace);
  const [read, context] = await Promise.all([readProjectBlueprint(workplace, project, repository), blueprintContext(workplace, project)]);
  return { read, context, project };
}

async function signaturesOf(workplace: Workplace, project: string, kind: FileKind) {
  const { read } = workplace.store;
  const [signings, people] = await Promise.all([read.governance.signings({ project, document: kind }), read.people()]);
  return await documentSignatures(workplace, signings, people);
}

function missing({ failures, commit }: ReadBlueprint, named: string, kind: FileKind | undefined): Failure {
  const broken = kind === undefined ? undefined : failures.find(({ place }) => place?.file === filePath(kind));
  if (broken !== undefined) return broken;
  const what = kind === undefined ? named : `The ${documentName(kind)}`;
  return new Failure("not-found", `${what} is not ${commit === null ? "in this work tree" : "on the project's branch"}.`, {
    hint: "`countersign init` writes a draft; --draft reads the work tree.",
  });
}
