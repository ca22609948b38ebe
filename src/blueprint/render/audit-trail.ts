import { spoken } from "../../model/people.ts";
import type { BlueprintContext, BlueprintFiles } from "../blueprint.ts";
import { type AuditTrailFile, retentionPresets } from "../files.ts";
import { type Holders, holdersOf } from "../holders.ts";
import { ledgerEvents } from "../ledger-events.ts";
import type { LoadedFile } from "../read.ts";
import { documentPath, frontMatter, type RenderedDocument, standing, written } from "./document.ts";
import { apart, code, inline, prose, table } from "./markdown.ts";
import { partsIn } from "./parts.ts";
import { peopleText, unresolved } from "./people.ts";
import { spanWords } from "./words.ts";

/** The audit-trail design: every event of the ledger with its fields, and what other systems record beside it (R58). */
export function renderAuditTrail(loaded: LoadedFile<"audit-trail">, files: BlueprintFiles, context: BlueprintContext): RenderedDocument {
  const { file, digest, name } = loaded;
  const holders = holdersOf(files, context);
  const events = ledgerEvents();
  return written({
    path: documentPath("audit-trail"),
    head: frontMatter(file.document, name),
    title: file.document.title,
    opening: apart([
      standing(file.document),
      [
        `The ledger records ${events.length} kinds of event from its first entry on, and other systems ${file.further?.length ?? 0}. Nothing is kept for less than ${shortest(file)}.`,
      ],
    ]),
    parts: partsIn("audit-trail", {
      Readers: table(
        ["Role", "Reads", "People"],
        Object.entries(file.readers).map(([role, says]) => [inline(spoken(role)), inline(says), peopleText(holders.holding({ qualification: null, role }), "nobody yet")]),
      ),
      Retention: retentionLines(file),
      "Events of the ledger": eventLines(file),
      "Events of other systems": furtherLines(file),
      "Clock and zone": prose(file.clock),
      Integrity: prose(file.integrity),
      Export: prose(file.export),
      "Legal hold": apart([prose(file["legal-hold"].says), [holdText(file, holders)]]),
      "When the trail cannot be written": ["The gate denies. What could not be recorded is not allowed, since an answer is given only after its event is durable."],
      Privacy: prose(file.privacy),
    }),
    from: { trail: digest, blueprint: files.blueprint?.digest ?? "", events: events.map(({ event, fields }) => `${event} ${fields.join(" ")}`).join("\n") },
  });
}

function shortest({ retention }: AuditTrailFile): string {
  return spanWords(retentionPresets[retention.preset]);
}

function holdText({ "legal-hold": { ordered } }: AuditTrailFile, holders: Holders): string {
  return `Ordered and lifted by the role ${inline(spoken(ordered))}: ${peopleText(holders.holding({ qualification: null, role: ordered }), unresolved("nobody"))}.`;
}

function retentionLines(file: AuditTrailFile): string[] {
  const longer = Object.entries(file.retention.events ?? {}).map(([event, span]) => [code(event), spanWords(span)]);
  return apart([[`Everything is kept for ${shortest(file)} or longer.`], table(["Event", "Kept for"], longer)]);
}

function eventLines(file: AuditTrailFile): string[] {
  const rows = ledgerEvents().map(({ event, says, causes, fields }) => {
    const own = file.retention.events?.[event];
    return [code(event), says, causes, fields.map(code).join(", "), own === undefined ? shortest(file) : spanWords(own)];
  });
  const readers = Object.keys(file.readers).map((role) => inline(spoken(role)));
  return apart([
    [
      "Each entry also says its kind, its place in the ledger, when by the server's clock in UTC, who did it by pseudonymous id, and on which earlier entries it rests. Its evidence is the signed statement itself; what is personal is kept beside it under a salted digest and can be erased without breaking the proof.",
    ],
    [`Read by: ${readers.join(", ") || unresolved("nobody")}.`],
    table(["Event", "What happened", "Who may cause it", "Fields", "Kept for"], rows),
  ]);
}

function furtherLines({ further = [] }: AuditTrailFile): string[] {
  const rows = further.map(({ event, says, causes, fields, source, evidence, retention, readers }) => [
    code(event),
    inline(says),
    inline(causes),
    fields.map(code).join(", "),
    inline(source),
    inline(evidence),
    spanWords(retention),
    readers.map((role) => inline(spoken(role))).join(", "),
  ]);
  return table(["Event", "What happened", "Who may cause it", "Fields", "Source", "Evidence", "Kept for", "Readers"], rows);
}
