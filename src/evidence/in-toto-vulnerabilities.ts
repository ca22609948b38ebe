import { z } from "zod";
import { Advisories } from "./advisories.ts";
import type { Reader } from "./formats.ts";
import { commitSaid, commitsOf, type Statement, statementOf } from "./in-toto.ts";
import { type Outcome, quoted, type Refusal } from "./outcome.ts";
import { greatestSeverity } from "./severity.ts";
import { inShape } from "./shape.ts";

const predicateType = "https://in-toto.io/attestation/vulns/";

/** An in-toto statement of what a scanner found, versions 0.1 and 0.2. An empty list says that the scanner found nothing (its specification), in the subjects that the statement names. */
export const inTotoVulnerabilities: Reader = {
  format: "in-toto-vulnerabilities",
  kind: "advisories",
  name: "in-toto-vulnerabilities/1",
  called: "in-toto vulnerabilities",
  read: (content) => {
    const statement = statementOf(content, predicateType);
    return statement === null ? null : readVulnerabilities(statement);
  },
};

const text = z.string().nullish();
const score = z.object({ method: z.string(), score: z.string() });
const flaw = z.object({ id: z.string().min(1), severity: z.union([z.array(score), score]).nullish() });
/** The text of version 0.1 puts each flaw into a member `vulnerability`, its example does not. */
const entry = z.union([z.object({ vulnerability: flaw }), flaw]);
/** Without the time at which it ended, nobody knows that the scan did. */
const vulnerabilities = z.object({
  scanner: z.object({ uri: z.string().min(1), version: text, result: z.array(entry) }),
  metadata: z.object({ scanStartedOn: z.string().min(1), scanFinishedOn: z.string().min(1) }),
});

function readVulnerabilities(statement: Statement & { readonly version: string }): Outcome | Refusal {
  if (!["v0.1", "v0.2"].includes(statement.version))
    return {
      state: "unrecognised",
      sentence: `The statement is of vulns ${quoted(statement.version, 20)}, and only vulns v0.1 and v0.2 are read; have the tool write one of them.`,
    };
  const { scanner } = inShape(vulnerabilities, statement.predicate, "a scan for vulnerabilities", ["predicate"]);
  const advisories = new Advisories();
  // The statement names what was scanned, and of no flaw the package that has it.
  const [{ name, uri, digest } = { digest: {} }] = statement.subject;
  const scanned = name || uri || Object.values<string>(digest)[0] || "";
  for (const each of scanner.result) {
    const { id, severity } = "vulnerability" in each ? each.vulnerability : each;
    advisories.add({
      id,
      aliases: [],
      ecosystem: null,
      package: scanned,
      version: null,
      range: null,
      said: gravestFirst([severity ?? []].flat(), advisories),
      title: "",
      fixed: null,
    });
  }
  const { inconsistencies, ...commit } = commitSaid(commitsOf(statement));
  const tool = scanner.version ? `${scanner.uri} ${scanner.version}` : scanner.uri;
  return { report: { kind: "advisories", tools: [tool], advisories: advisories.list }, inconsistencies, ...commit };
}

// Several methods may give several severities: the gravest counts.
function gravestFirst(scores: readonly z.infer<typeof score>[], advisories: Advisories): string[] {
  const said = scores.map((each) => each.score);
  const gravest = greatestSeverity(said.map((each) => advisories.severityOf([each])));
  return gravest === null ? said : [gravest];
}
