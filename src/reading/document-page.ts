import { documentPath, type FileKind, filePath, holdersOf, type LoadedFile, renderDocuments } from "../blueprint/index.ts";
import { type Block, blocksOf, controlled, documentHtml, documentPdf, type Span } from "../documents/index.ts";
import { visible } from "../git/index.ts";
import { Failure } from "../model/failure.ts";
import type { SigningRecord } from "../store/index.ts";
import { blueprintContext, type ProjectBlueprint, readProjectBlueprint, type Workplace } from "../workflow/index.ts";
import { type Named, type NameOf, namesIn } from "./approvers.ts";
import { documentSignatures } from "./document-signatures.ts";
import { type DocumentGround, type DocumentLine, documentLine } from "./document-state.ts";
import { type RegisterLines, registerLines } from "./risk-lines.ts";

/** The documents that a person signs or reads as a page. */
export const pagedDocuments = ["charter", "delivery", "risks", "audit-trail", "ai-policy"] as const;
export type PagedDocument = (typeof pagedDocuments)[number];

/** One document as people read it, with its control data, who signed it and who has read it. Times are RFC 3339, UTC. */
export interface DocumentPage extends DocumentLine {
  readonly document: PagedDocument;
  readonly project: string;
  readonly classification: string;
  readonly effective: string | null;
  readonly controls: readonly string[];
  /** The newest first. */
  readonly changes: readonly { readonly version: string; readonly date: string; readonly by: string; readonly what: string }[];
  /** Path of its file. */
  readonly file: string;
  readonly ref: string;
  readonly commit: string;
  readonly body: readonly FlatBlock[];
  /** The newest first; `current` for those under the document as it is now. */
  readonly signatures: readonly (SignatureLine & { readonly current: boolean })[];
  /** What those who are asked to read it are asked to say; null where nobody is asked. */
  readonly asksReaders: string | null;
  /** Each risk with how it stands; null for every document but the risk register. */
  readonly register: RegisterLines | null;
}

/** A block without others in it: an item of a list says how deep it stands. */
export type FlatBlock =
  | { readonly kind: "heading"; readonly level: number; readonly id: string; readonly spans: readonly Span[] }
  | { readonly kind: "paragraph" | "quote"; readonly spans: readonly Span[] }
  | { readonly kind: "item"; readonly depth: number; readonly number: number | null; readonly spans: readonly Span[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "table"; readonly heads: readonly (readonly Span[])[]; readonly rows: readonly (readonly (readonly Span[])[])[] }
  | { readonly kind: "rule" };

export interface SignatureLine {
  readonly by: Named;
  readonly version: string;
  readonly time: string;
  readonly index: number;
  readonly fingerprint: string;
}

/** Throws `Failure`: `not-found`, `document-invalid` for a file that does not read, and what reading the repository throws. */
export async function readDocumentPage(workplace: Workplace, project: string, document: PagedDocument): Promise<DocumentPage> {
  const found = await readProjectBlueprint(workplace, project);
  const head = requireDocument(found, document).file.document;
  const [ground, context, acceptances] = await Promise.all([
    groundOf(workplace, project, found),
    blueprintContext(workplace, project),
    workplace.store.read.governance.riskAcceptances(project),
  ]);
  const line = documentLine(ground, document);
  if (line === null) throw new TypeError("a document that is there has a line");
  const rendered = renderDocuments(found.files, context).find(({ path }) => path === documentPath(document));
  return {
    ...line,
    document,
    project,
    classification: head.classification,
    effective: head.effective ?? null,
    controls: (head.controls ?? []).map(visible),
    changes: (head.history ?? []).map(({ version, date, by, what }) => ({ version: String(version), date, by: visible(by), what: visible(what) })).toReversed(),
    file: filePath(document),
    ref: found.ref,
    commit: found.commit,
    body: blocksOf(rendered?.text ?? "").flatMap((block) => flat(block, 0)),
    signatures: signatures(ground.signings, line, ground.nameOf),
    register: document === "risks" && found.files.risks !== null ? registerLines({ ...ground, file: found.files.risks.file, acceptances }) : null,
    asksReaders: document === "ai-policy" ? visible(found.files["ai-policy"]?.file.acknowledgement.says ?? "") || null : null,
  };
}

/** The same as a file of its own, with control block, history and signatures. */
export async function documentFile(
  workplace: Workplace,
  project: string,
  document: PagedDocument,
  format: "html" | "pdf",
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const found = await readProjectBlueprint(workplace, project);
  const loaded = requireDocument(found, document);
  const [{ people, signings }, context] = await Promise.all([groundOf(workplace, project, found), blueprintContext(workplace, project)]);
  const signatures = await documentSignatures(
    workplace,
    signings.filter((each) => each.document === document),
    people,
  );
  const markdown = renderDocuments(found.files, context).find(({ path }) => path === documentPath(document))?.text ?? "";
  const made = controlled(loaded, { markdown, holders: holdersOf(found.files, context), signatures, commit: found.commit });
  const { id, version } = loaded.file.document;
  return { name: `${id}-v${version}.${format}`, bytes: format === "html" ? Buffer.from(documentHtml(made)) : await documentPdf(made) };
}

function requireDocument({ files, failures, ref }: ProjectBlueprint, document: PagedDocument): LoadedFile {
  const loaded = files[document];
  if (loaded !== null) return loaded;
  const name = filePath(document satisfies FileKind);
  const wrong = failures.find(({ place }) => place?.file === name);
  if (wrong !== undefined) throw wrong;
  throw new Failure("not-found", `${name} is not on ${ref}.`, { hint: "`countersign init` writes a first one; merge it into that branch." });
}

async function groundOf(workplace: Workplace, project: string, { files }: ProjectBlueprint): Promise<DocumentGround> {
  const { read } = workplace.store;
  const [people, signings, acknowledgements, nameOf] = await Promise.all([
    read.people(),
    read.governance.signings({ project }),
    read.governance.acknowledgements(),
    namesIn(workplace),
  ]);
  return { files, people, signings, acknowledgements: acknowledgements.filter((each) => each.project === project), nameOf, now: workplace.clock() };
}

function signatures(signings: readonly SigningRecord[], { document, digest }: Pick<DocumentLine, "document" | "digest">, nameOf: NameOf): DocumentPage["signatures"] {
  return signings
    .filter((each) => each.document === document)
    .toReversed()
    .map(({ person, version, at, index, fingerprint, digest: signed }) => ({
      by: nameOf(person),
      version,
      time: new Date(at).toISOString(),
      index,
      fingerprint,
      current: signed === digest,
    }));
}

function flat(block: Block, depth: number): FlatBlock[] {
  if (block.kind === "list") return block.items.flatMap((item, at) => itemOf(item, depth, block.start === null ? null : block.start + at));
  if (block.kind !== "quote") return [block];
  return block.blocks.flatMap((inner) => (inner.kind === "paragraph" ? [{ kind: "quote" as const, spans: inner.spans }] : flat(inner, depth)));
}

function itemOf(item: readonly Block[], depth: number, number: number | null): FlatBlock[] {
  return item.flatMap((inner, at): FlatBlock[] =>
    inner.kind === "paragraph" ? [{ kind: "item", depth, number: at === 0 ? number : null, spans: inner.spans }] : flat(inner, depth + 1),
  );
}
