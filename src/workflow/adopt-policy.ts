import { policyNamespace } from "../ledger/index.ts";
import type { AdoptionDocument } from "../model/adoption.ts";
import { canonicalBytes, canonicalText, sha256 } from "../model/canonical.ts";
import { type Draft, reviewItems } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Person } from "../model/people.ts";
import { defaultPolicyText, type LintFinding, loadPolicyFile } from "../policy/index.ts";
import type { AdoptedPolicy } from "../store/index.ts";
import { type Adoptable, type NewPolicy, requireAdoptable } from "./adoptable.ts";
import { adoptionText } from "./adoption-text.ts";
import { newIn } from "./ai-tools.ts";
import { type By, recordRefusal, requireRole } from "./persons.ts";
import { requireRightClock } from "./right-clock.ts";
import { type Signer, verifySignature } from "./signatures.ts";
import { type Issued, issued, requireFresh, tidyArmour } from "./signed-document.ts";
import { decideAndAppend, freshId, type Workplace } from "./workplace.ts";

/** The roles that put a policy in force. */
export const adopterRoles: readonly string[] = ["administrator", "policy-owner"];

/** An adoption as it will be signed. */
export interface PreparedAdoption {
  readonly document: AdoptionDocument;
  readonly bytes: Uint8Array;
  /** Hex SHA-256 of the bytes. */
  readonly digest: string;
  readonly namespace: string;
  /** The document as people read it. */
  readonly text: string;
  readonly findings: readonly LintFinding[];
}

export interface Adopted {
  readonly index: number;
  readonly version: number;
  /** Hex SHA-256 of the policy's text. */
  readonly digest: string;
  /** What is worth a look; nothing of it kept the policy from coming into force. */
  readonly findings: readonly LintFinding[];
}

/**
 * Writes the document that puts a version of a policy in force, so that it can be shown first. Nothing is recorded but a refusal. Throws `Failure`: `refused` for who may not, `policy-invalid`,
 * `policy-loosened` and `policy-outdated` for what may not come into force, `already-exists` for what is in force already.
 */
export async function prepareAdoption(workplace: Workplace, by: By, policy: NewPolicy): Promise<PreparedAdoption> {
  const adopter = await requireRole(workplace, by, "adopt-policy", adopterRoles);
  requireRightClock(workplace);
  const adoptable = await adoptableBy(workplace, adopter, policy);
  if (adoptable.stands) throw new Failure("already-exists", `This very text is in force as version ${adoptable.version}.`, { hint: "Change it, and give it a higher version." });
  return preparedOf(documentOf(workplace, adopter, policy, adoptable, await issued(workplace)), adoptable.findings);
}

/** That a project's policy loosens the baseline is refused, and a fact: the drift report counts it (R101). */
async function adoptableBy(workplace: Workplace, adopter: Person, policy: NewPolicy): Promise<Adoptable> {
  try {
    return await requireAdoptable(workplace, policy);
  } catch (error) {
    if (error instanceof Failure && error.code === "policy-loosened" && policy.project !== undefined)
      await recordRefusal(workplace, "adopt-policy", error.code, adopter, policy.project);
    throw error;
  }
}

function preparedOf(document: AdoptionDocument, findings: readonly LintFinding[]): PreparedAdoption {
  const bytes = canonicalBytes(document);
  return { document, bytes, digest: sha256(bytes), namespace: policyNamespace, text: adoptionText(document), findings };
}

function documentOf(workplace: Workplace, adopter: Person, { text, project, commit, rules }: NewPolicy, { version, before, beneath }: Adoptable, given: Issued): AdoptionDocument {
  return {
    schema: "countersign/adoption/v1",
    ledger: workplace.store.identity.origin,
    // Whoever puts rules in force answers for them.
    meaning: "responsibility",
    person: adopter.id,
    printedName: adopter.name,
    level: project === undefined ? "organisation" : "project",
    project: project ?? null,
    version,
    digest: sha256(text),
    rules: [...(rules ?? [])].map(([path, rule]) => ({ path, digest: sha256(rule) })).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    commit: commit ?? null,
    replaces: before?.index ?? null,
    beneath,
    ...given,
  };
}

/**
 * Records a signed adoption of the policy that its document names. Whoever hands it in may have made any of it: the document is written anew from what is in force now and must be the same, and when another
 * version came into force meanwhile nothing is recorded (`stale`). Everything is asked in the transaction that records it. The same document recorded twice is one adoption.
 */
export async function recordAdoption(
  workplace: Workplace,
  { document, bytes }: Pick<PreparedAdoption, "document" | "bytes">,
  policy: Pick<NewPolicy, "text" | "file" | "rules">,
  armour: string,
): Promise<Adopted> {
  if (!Buffer.from(bytes).equals(canonicalBytes(document))) throw new Failure("signature-invalid", "The signed bytes are not the document.", { hint: signAnew });
  const given: NewPolicy = { ...policy, project: document.project ?? undefined, commit: document.commit ?? undefined };
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const adopter = await requireRole(workplace, document.person, "adopt-policy", adopterRoles);
    requireRightClock(workplace);
    const signed = await verifySignature(workplace, adopter.id, bytes, armour, policyNamespace);
    const before = await workplace.store.read.policyInForce(document.level, document.project);
    if (before !== null && (await isThis(workplace, before, bytes))) return { size, drafts: [], answer: () => adoptedAs(document, before.index, []) };
    await requireInPlace(workplace, document, before);
    const adoptable = await requireAdoptable(workplace, given);
    const { seen, nonce, time } = document;
    requireSame(document, documentOf(workplace, adopter, given, adoptable, { seen, nonce, time }));
    const draft = draftOf(adopter, given, document, { fingerprint: signed.fingerprint, bytes, armour: tidyArmour(armour) });
    const reviews = await reviewDrafts(workplace, adopter, given);
    return { size, drafts: [draft, ...reviews], answer: ([place]) => adoptedAs(document, place?.index ?? 0, adoptable.findings) };
  });
}

/**
 * A tool, or a major version of its model, that the policies in force until now do not name is used only when its review is closed (R11, R106). What comes back is reviewed again, since
 * a review of what is registered no longer is closed without conditions; one that is still open is enough.
 */
async function reviewDrafts(workplace: Workplace, adopter: Person, { text, file, project: own }: NewPolicy): Promise<Draft[]> {
  const { read } = workplace.store;
  const project = own ?? null;
  const before = [await read.policyInForce("organisation", null), project === null ? null : await read.policyInForce("project", project)].filter((policy) => policy !== null);
  const open = (await read.governance.toolReviews()).filter((review) => review.closedAt === null && (review.project === null || review.project === project));
  const toolsOf = (written: string) => loadPolicyFile(written, file).file.ai?.tools ?? [];
  return newIn(
    toolsOf(text),
    before.flatMap((policy) => toolsOf(policy.text)),
  ).flatMap(({ tool, model }): Draft[] => {
    if (open.some((review) => review.tool === tool && (review.model === null || review.model === model))) return [];
    const review = freshId(workplace, "r");
    return [{ type: "tool-review-opened", actor: adopter.id, key: `tool-review/${review}`, data: { review, project, tool, model, items: [...reviewItems] } }];
  });
}

const signAnew = "Look at it again, then sign.";

function adoptedAs({ version, digest }: Pick<AdoptionDocument, "version" | "digest">, index: number, findings: readonly LintFinding[]): Adopted {
  return { index, version, digest, findings };
}

async function isThis(workplace: Workplace, { index }: AdoptedPolicy, bytes: Uint8Array): Promise<boolean> {
  const document = await adoptionDocumentAt(workplace, index);
  return document !== null && Buffer.from(bytes).equals(document);
}

/** The bytes of the document that was signed for an adoption; null for one that names none, and once they are erased. */
export async function adoptionDocumentAt({ store }: Workplace, index: number): Promise<Uint8Array | null> {
  const commitment = (await store.read.fact(index))?.commitments["document"]?.commitment;
  return commitment === undefined ? null : ((await store.read.opening(commitment))?.bytes ?? null);
}

async function requireInPlace(workplace: Workplace, document: AdoptionDocument, before: AdoptedPolicy | null): Promise<void> {
  requireFresh(workplace, document, "an adoption", signAnew);
  const { read } = workplace.store;
  const upper = document.level === "organisation" ? null : await read.policyInForce("organisation", null);
  const moved = (before?.index ?? null) !== document.replaces ? before : (upper?.index ?? null) !== document.beneath ? upper : null;
  if (moved === null) return;
  const who = (await read.person(moved.by))?.name ?? moved.by;
  const whose = moved.project === null ? "the organisation's policy" : `the policy of ${moved.project}`;
  throw new Failure("stale", `${who} put version ${moved.version} of ${whose} in force meanwhile. Nothing was recorded.`, {
    hint: "Look at what changed, then write the next version on top of it.",
  });
}

function requireSame(document: AdoptionDocument, expected: AdoptionDocument): void {
  const member = (of: AdoptionDocument, name: string) => canonicalText((of as unknown as Readonly<Record<string, string | null>>)[name] ?? null);
  const names = [...new Set([...Object.keys(document), ...Object.keys(expected)])];
  const wrong = names.find((name) => member(document, name) !== member(expected, name));
  if (wrong !== undefined) throw new Failure("signature-invalid", `What was signed is not what was asked: ${wrong} is another. Nothing was recorded.`, { hint: signAnew });
}

interface SignedDocument {
  readonly fingerprint: string;
  readonly bytes: Uint8Array;
  readonly armour: string;
}

/** `signed` is null for the built-in default alone, which an organisation is founded with. */
function draftOf(
  adopter: Person,
  { text, rules, project, commit }: NewPolicy,
  { version, digest }: Pick<AdoptionDocument, "version" | "digest">,
  signed: SignedDocument | null,
): Draft {
  const level = project === undefined ? "organisation" : "project";
  return {
    type: "policy-adopted",
    actor: adopter.id,
    key: `policy/${level}/${project ?? ""}/${version}`,
    data: { level, project: project ?? null, version, digest, commit: commit ?? null, fingerprint: signed?.fingerprint ?? null },
    private: {
      text: { mediaType: "application/yaml", bytes: Buffer.from(text) },
      rules: { mediaType: "application/json", bytes: Buffer.from(JSON.stringify(Object.fromEntries(rules ?? []))) },
      ...(signed === null
        ? {}
        : {
            document: { mediaType: "application/json", bytes: signed.bytes },
            signature: { mediaType: "application/x-ssh-signature", bytes: Buffer.from(signed.armour) },
          }),
    },
  };
}

export interface AdoptOptions extends NewPolicy {
  /** Null only for the built-in default, which an organisation is founded with. */
  readonly sign: Signer | null;
}

/** Puts a version of a policy in force, under the adopter's signature, which is asked for once and only for what can be adopted. What is in force already is answered again. */
export async function adoptPolicy(workplace: Workplace, by: By, { sign, ...policy }: AdoptOptions): Promise<Adopted> {
  const adopter = await requireRole(workplace, by, "adopt-policy", adopterRoles);
  if (sign === null) return await adoptDefault(workplace, adopter, policy);
  const adoptable = await adoptableBy(workplace, adopter, policy);
  if (adoptable.stands) return { index: adoptable.before?.index ?? 0, version: adoptable.version, digest: sha256(policy.text), findings: [] };
  const prepared = await prepareAdoption(workplace, by, policy);
  return await recordAdoption(workplace, prepared, policy, await sign(prepared.bytes, prepared.namespace));
}

async function adoptDefault(workplace: Workplace, adopter: Person, policy: NewPolicy): Promise<Adopted> {
  if (policy.text !== defaultPolicyText) throw new Failure("signature-invalid", "A policy is adopted under a signature.", { hint: "Sign it with your key." });
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const { version, findings, before, stands } = await requireAdoptable(workplace, policy);
    const digest = sha256(policy.text);
    if (stands) return { size, drafts: [], answer: () => ({ index: before?.index ?? 0, version, digest, findings }) };
    const draft = draftOf(adopter, policy, { version, digest }, null);
    return { size, drafts: [draft], answer: ([place]) => ({ index: place?.index ?? 0, version, digest, findings }) };
  });
}
