import type { Policy } from "../../model/policy.ts";
import type { DocumentHead } from "../fields.ts";
import type { BlueprintFile, FileKind } from "../files.ts";
import type { Pack } from "../packs/pack.ts";
import type { Comments } from "./yaml-text.ts";

/** What a project's first blueprint is made from. Dates are `YYYY-MM-DD`. */
export interface SeedOptions {
  readonly project: string;
  /** Handle of whoever answers for the documents until others are named. */
  readonly owner: string;
  /** Who holds which role as far as is known; the roles that the documents speak of and nobody holds go to the owner, to be given to others. */
  readonly people: BlueprintFile["people"];
  readonly start: string;
  /** Working days of the sprint, from 10 to 20; 15 without it. */
  readonly days?: number;
  readonly today: string;
  readonly pack: Pack | null;
  readonly policy: Policy;
  /** Folder of the decision records from the top of the repository, and the number that the next one takes. */
  readonly records: { readonly folder: string; readonly next: number };
}

const ids: Readonly<Record<FileKind, string>> = {
  blueprint: "GOV-BLUEPRINT-001",
  charter: "GOV-CHARTER-001",
  delivery: "GOV-DELIVERY-001",
  risks: "GOV-RISKS-001",
  "audit-trail": "GOV-AUDIT-TRAIL-001",
  "ai-policy": "GOV-AI-POLICY-001",
};

/** The head of a document, with the controls that a pack says it is evidence for. */
export function headSeed({ owner, today, pack }: SeedOptions, kind: FileKind, title: string, approvers: readonly string[]): DocumentHead {
  const controls = pack?.controls.filter(({ evidence }) => evidence.includes(`documents.${kind}`)).map(({ framework, id }) => `${framework} ${id}`) ?? [];
  return {
    id: ids[kind],
    title,
    version: 1,
    status: "draft",
    owner,
    approvers: [...approvers],
    classification: "internal",
    ...(controls.length === 0 ? {} : { controls }),
    history: [{ version: 1, date: today, by: owner, what: "First draft, proposed by countersign" }],
  };
}

/** Comments of the head, the same in every document. */
export const headComments: Comments = {
  "document.owner": "The one person who answers for the document.",
  "document.approvers": "Roles whose holders sign it; before that, give it `effective` and `review-by`.",
};
