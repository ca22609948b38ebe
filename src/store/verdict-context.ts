import type { Kysely } from "kysely";
import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Descriptor, StatementContext } from "../model/statement.ts";
import type { Tables } from "./schema.ts";

type Verdict = Extract<Draft, { type: "verdict-given" }>;

/**
 * What the statement of each verdict among the drafts says beside the verdict: the repository of its change, and the evidence by the
 * commitments of the files. By position in `drafts`; undefined for other facts.
 * Throws `Failure` (`unknown-reference`) when the change, or evidence, is not in the ledger.
 */
export function verdictContexts(db: Kysely<Tables>, drafts: readonly Draft[]): Promise<StatementContext["verdict"][]> {
  return Promise.all(
    drafts.map(async (draft) => (draft.type === "verdict-given" ? { repository: await repositoryOf(db, draft, drafts), evidence: await evidenceOf(db, draft) } : undefined)),
  );
}

async function repositoryOf(db: Kysely<Tables>, { data }: Verdict, drafts: readonly Draft[]): Promise<string> {
  for (const draft of drafts) if (draft.type === "change-proposed" && draft.data.change === data.change) return draft.data.repository;
  const found = await db.selectFrom("changes").select("repository").where("id", "=", data.change).executeTakeFirst();
  if (found === undefined) throw new Failure("unknown-reference", `The change ${data.change} was never put forward here.`, { hint: "Put it forward with `countersign propose`." });
  return found.repository;
}

async function evidenceOf(db: Kysely<Tables>, { data }: Verdict): Promise<Descriptor[]> {
  if (data.evidence.length === 0) return [];
  const found = await db.selectFrom("evidence").select(["id", "added_index", "file_doc", "file_type"]).where("added_index", "in", data.evidence).execute();
  return data.evidence.map((index) => {
    const row = found.find(({ added_index }) => added_index === index);
    if (row?.file_doc == null)
      throw new Failure("unknown-reference", `Entry ${index} of the ledger is no evidence with a file.`, { hint: "A verdict names the entries of the evidence that it rests on." });
    return { name: `evidence-added/${row.id}`, ...(row.file_type === null ? {} : { mediaType: row.file_type }), digest: { sha256: row.file_doc } };
  });
}
