import { z } from "zod";
import { fileFlags, weakeningKinds } from "../model/change.ts";
import { inconsistencyCodes, severities } from "../model/evidence.ts";
import { confidences, grains, methods, originFindingCodes, origins } from "../model/origin.ts";
import { risks } from "../model/policy.ts";
import { type ReasonCode, reasonCodes } from "../model/verdict.ts";

const codes = Object.keys(reasonCodes) as ReasonCode[];
const commit = z
  .string()
  .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
  .describe("Full git commit id");
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe("SHA-256 in hex");
const line = z.int().min(1);
const count = z.int().min(0);

const counts = z.object({ human: count, ai: count, mixed: count, unknown: count }).describe("Added lines by who wrote them");

const covered = z
  .object({
    lines: count,
    coverable: count.describe("In source code outside tests and documentation; the rest is counted of these alone"),
    executable: count.describe("A report names them"),
    hit: count.describe("A test ran them"),
    withoutData: count.describe("No report says anything of them; they are in neither executable nor hit"),
  })
  .describe("Added lines, and how well tests run them");

const run = z
  .object({
    start: line,
    end: line,
    commit: commit.nullable().describe("The commit that added these lines; null when none of the range did"),
    origin: z.enum(origins),
    tool: z.string().nullable(),
    model: z.string().nullable(),
    sponsor: z.string().nullable().describe("The person named as having prompted the tool"),
    method: z.enum(methods).describe("How the origin is known"),
    grain: z.enum(grains).nullable().describe("What the evidence speaks about"),
    confidence: z.enum(confidences),
  })
  .describe("Lines start to end, both included, of the result's file");

const file = z.object({
  path: z.string().describe("Bytes that are not UTF-8 stand as \\xNN"),
  status: z.enum(["added", "modified", "deleted", "renamed", "type-changed"]),
  from: z.string().nullable().describe("The old path of a rename"),
  content: z.enum(["text", "binary", "symlink", "submodule"]),
  added: count,
  moved: count.describe("Of the added lines those that the change deletes elsewhere, letter by letter"),
  deleted: count,
  flags: z.array(z.enum(fileFlags)).describe("What a reviewer must not miss"),
  types: z.array(z.string()).describe("Change types of the policy"),
  origin: counts,
});

const verdict = z.object({
  evaluator: z.string(),
  verdict: z.enum(["allow", "wait", "deny"]),
  headline: z.string().describe("The answer in one sentence"),
  environment: z.string().nullable().describe("Null for the judgement of the change itself"),
  reasons: z.array(
    z.object({
      code: z.enum(codes).describe("See reason-codes.md"),
      effect: z.enum(["deny", "wait", "note"]),
      sentence: z.string(),
      about: z.string().describe("A criterion, path, person, evidence or rule; empty for the whole change"),
      who: z.array(z.string()).describe("Ids of the persons who can cure it"),
    }),
  ),
  types: z.array(z.string()),
  tier: z.string().nullable(),
  fired: z.array(z.object({ rule: z.string(), type: z.string(), because: z.string() })).describe("The rules that put the change into its types"),
  criteria: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(["check", "question"]),
      says: z.string(),
      result: z.enum(["met", "not-met", "not-applicable", "missing-evidence", "unanswered", "waived", "error"]),
      restsOn: z.string().describe("Measured values against asked ones, or who answered what"),
      askedBy: z.array(z.string()),
    }),
  ),
  places: z
    .array(
      z.object({
        needs: z.string(),
        qualification: z.string().nullable(),
        role: z.string().nullable(),
        filledBy: z.string().nullable(),
        couldFill: z.array(z.string()),
      }),
    )
    .describe("Each has to be filled by a person of its own"),
  decisions: z.array(z.object({ id: z.string(), index: z.int(), person: z.string(), outcome: z.string(), counts: z.boolean(), because: z.enum(codes).nullable() })),
  contributors: z.array(z.string()).describe("Ids of enrolled persons, addresses of others"),
  exceptions: z.array(z.object({ kind: z.enum(["waiver", "break-glass"]), id: z.string(), rule: z.string(), reason: z.string(), approvedBy: z.string(), expires: z.string() })),
  subject: sha256.nullable().describe("Digest of what was judged"),
});

/** The document of `check --json` (`docs/reference/check.schema.json`). A later version only adds members, so readers ignore what they don't know. */
export const checkReportSchema = z
  .object({
    schema: z.literal("countersign/check/v1"),
    repository: z.string().describe("Stable id of the repository, from its root commits"),
    base: commit,
    head: commit,
    commits: count,
    title: z.string(),
    files: z.array(file),
    origin: counts,
    runs: z.array(z.object({ path: z.string(), runs: z.array(run) })),
    tools: z.array(z.object({ tool: z.string(), model: z.string().nullable(), lines: count })),
    coverage: z
      .object({
        reported: z.boolean().describe("False while no coverage report counts"),
        unknownCounts: z.boolean().describe("The policy counts lines of unknown origin as AI's (ai.undeclared)"),
        ai: covered.describe("What counts as AI's"),
        unknown: covered.describe("Lines of unknown origin, whatever they count as"),
        all: covered.describe("Every added line"),
        tools: z.array(covered.extend({ tool: z.string().nullable().describe("Null where none is named") })).describe("What tools wrote or had a part in"),
        methods: z.array(covered.extend({ method: z.enum(methods) })).describe("How the origin is known of what counts as AI's"),
        files: z.array(z.object({ path: z.string(), ai: covered, unknown: covered })).describe("Files with such lines"),
      })
      .describe("Coverage of the lines that AI wrote"),
    weakenings: z
      .array(z.object({ kind: z.enum(weakeningKinds), path: z.string(), line: line.nullable(), sentence: z.string() }))
      .describe("What makes tests, coverage or static analysis find less than on the base"),
    findings: z.array(z.object({ code: z.enum(originFindingCodes), sentence: z.string(), commit: commit.nullable(), path: z.string().nullable() })),
    dependencies: z.array(
      z.object({
        ecosystem: z.literal("npm"),
        name: z.string(),
        from: z.string().nullable(),
        to: z.string().nullable(),
        jump: z.enum(["added", "removed", "major", "minor", "patch", "unknown"]),
        risk: z.enum(risks),
        because: z.array(z.string()).describe("Why the risk is what it is"),
        severity: z.enum(severities).nullable().describe("Worst severity of the flaws known of what comes in; null where no accepted report tells"),
        licence: z.string().nullable(),
        direct: z.boolean().describe("Whether a manifest names it"),
      }),
    ),
    dependencyTroubles: z.array(z.string()).describe("Manifests that could not be read"),
    contributors: z.array(z.object({ name: z.string(), person: z.string().nullable().describe("Null when nobody enrolled has the address"), parts: z.array(z.string()) })),
    mayJudge: z.array(z.object({ needs: z.string(), who: z.array(z.string()).describe("Names; empty when nobody enrolled could") })),
    evidence: z.array(
      z.object({
        name: z.string(),
        format: z.string().nullable(),
        state: z.enum(["accepted", "inconsistent", "corrupt", "unrecognised", "too-large"]),
        sentence: z.string().nullable(),
        inconsistencies: z.array(z.object({ code: z.enum(inconsistencyCodes), sentence: z.string(), declared: z.string().nullable(), counted: z.string().nullable() })),
      }),
    ),
    found: z
      .array(
        z.object({
          source: z.enum(["analysis", "constraint", "reference", "advisory", "weakening"]),
          effect: z.enum(["blocks", "asks", "shown"]).describe("It keeps the change from passing, a person answers it, or it is there to be known"),
          severity: z.enum(severities).nullable(),
          by: z.string().describe("Who found it and by which rule"),
          says: z.string(),
          path: z.string().nullable(),
          line: z.int().nullable(),
          question: z.string().nullable().describe("The question that asks about it"),
          evidence: z.string().nullable().describe("Id of the report that says so; null for what was read from git objects"),
        }),
      )
      .describe("What was found in what the change adds, the weightiest first"),
    questions: z.array(z.object({ id: z.string(), ask: z.string(), askedBy: z.array(z.string()) })),
    lessons: z
      .array(z.object({ id: z.string(), says: z.string().describe("Begins with what must not be done"), from: z.string().describe("The decision record") }))
      .describe("What decision records of the base teach about files that the change touches"),
    policy: z.object({ digest: sha256, source: z.string().describe("Where the policy came from, in words") }),
    verdict,
  })
  .describe("What `countersign check --json` prints");
