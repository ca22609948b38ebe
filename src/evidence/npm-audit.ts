import type { Json } from "../model/canonical.ts";
import type { Content } from "./content.ts";
import type { Reader } from "./formats.ts";
import { readNpmAuditV1 } from "./npm-audit-v1.ts";
import { readNpmAuditV2 } from "./npm-audit-v2.ts";
import { readYarnLines } from "./npm-audit-yarn.ts";
import { Halt, type Outcome, quoted, type Refusal } from "./outcome.ts";

/**
 * What `npm audit --json` writes, and what pnpm and yarn write in its place (reference `evidence.md` §4). No standard: a shape for npm 7 and later, one for npm 6, pnpm, yarn 2 and 3, lines for yarn 1. Whatever
 * of them could not ask its registry writes an error, which is never a clean bill.
 */
export const npmAudit: Reader = {
  format: "npm-audit",
  kind: "advisories",
  name: "npm-audit/1",
  called: "npm audit JSON",
  read: readNpmAudit,
};

type Members = { readonly [name: string]: Json };

function readNpmAudit(content: Content): Outcome | Refusal | null {
  if (content.shape === "lines") return readLines(content.text);
  if (content.shape !== "json" || !isObject(content.value)) return null;
  const report = content.value;
  const [isV2, isV1] = ["auditReportVersion" in report, isObject(report["advisories"]) && ("metadata" in report || "actions" in report || "muted" in report)];
  if (!isV2 && !isV1 && !isFailure(report)) return null;
  if (isObject(report["error"])) throw failure(report["error"], report["message"]);
  if (isV1 && !isV2) return readNpmAuditV1(report);
  if (report["auditReportVersion"] === 2) return readNpmAuditV2(report);
  const version = quoted(JSON.stringify(report["auditReportVersion"]), 20);
  return {
    state: "unrecognised",
    sentence: `The audit report has version ${version}, and only version 2 of npm 7 and later is read, and the older one without a number; use such a tool.`,
  };
}

function readLines(text: string): Outcome | Refusal | null {
  if (/^\s{0,100}\{"type":"(?:audit[A-Za-z]{1,20}|info|warning|error|verbose)","data":/.test(text)) return readYarnLines(text);
  // A tool that finds nothing writes nothing, and one that is cut off at the end of a line looks whole.
  if (/^\s{0,10}\{"value":"[^"\n]{1,300}","children":\{"ID":/.test(text))
    return {
      state: "unrecognised",
      sentence: "These are lines of yarn 4, which have no end, so nobody can tell whether some are missing; hand in what OSV-Scanner says of the yarn.lock.",
    };
  return null;
}

// An object of errors alone: npm's has `summary` and `detail`, npm's and pnpm's a `code`.
function isFailure(report: Members): boolean {
  const error = report["error"];
  return isObject(error) && ["summary", "code", "message"].some((name) => typeof error[name] === "string") && !["runs", "results", "_type"].some((name) => name in report);
}

function failure({ code, summary, message, detail }: Members, reason: Json | undefined): Halt {
  const words = [code, summary, message, detail, reason].filter((word) => typeof word === "string" && word !== "");
  const said = words.length === 0 ? "" : `: ${quoted(words.join(", ")).replace(/\.$/, "")}`;
  return new Halt("corrupt", `The tool reports an error instead of a result${said}. It has not looked for flaws; run it again where the registry answers audits.`);
}

function isObject(value: Json | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
