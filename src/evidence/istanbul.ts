import type { Json } from "../model/canonical.ts";
import { Contradictions } from "./contradictions.ts";
import type { Reader } from "./formats.ts";
import { JsonDocument } from "./json-document.ts";
import type { JsonWalk } from "./json-walk.ts";
import { type Hits, LineHits } from "./line-hits.ts";
import { Halt, type Outcome, quoted } from "./outcome.ts";

type Members = { readonly [name: string]: Json };

/** Istanbul's `coverage-final.json`, as nyc, c8, Jest and Vitest write it (traps in reference `evidence.md` §3): its lines are those on which a statement begins. */
export const istanbul: Reader = {
  format: "istanbul",
  kind: "coverage",
  name: "istanbul/1",
  called: "Istanbul's coverage-final.json",
  // A log with `runs` is SARIF's, whatever else is in it.
  read: (content) => (content.shape === "json" && !content.document.has("runs") && hasFile(content.document) ? readIstanbul(content.document.walk()) : null),
};

function hasFile(document: JsonDocument): boolean {
  for (const [, walk] of document.members()) if (isFile(walk)) return true;
  return false;
}

function isFile(walk: JsonWalk): boolean {
  if (walk.next() !== "object") return false;
  const names = new JsonDocument(walk);
  return names.has("statementMap") && names.has("s");
}

/** Reads the coverage of one file after the other. Throws `Halt` for what is no strict JSON, not of the format's shape, or beyond a limit. */
export function readIstanbul(walk: JsonWalk): Outcome {
  const hits = new LineHits();
  const contradictions = new Contradictions();
  for (const path of walk.members()) {
    const file = walk.value();
    if (path === "" || !isObject(file)) throw misshapen([path], "is no coverage of a file");
    const said = file["path"];
    if (said !== undefined && said !== path)
      contradictions.add([
        {
          code: "header-mismatch",
          sentence: `The coverage of ${quoted(path)} says that it is of ${quoted(String(said))}.`,
          declared: quoted(String(said)),
          counted: quoted(path),
        },
      ]);
    readFile(path, file, hits);
  }
  walk.end();
  return { report: hits.report(), inconsistencies: contradictions.list };
}

function readFile(path: string, { statementMap, s }: Members, all: LineHits): void {
  if (!isObject(statementMap)) throw misshapen([path, "statementMap"], "is no map of statements");
  if (!isObject(s)) throw misshapen([path, "s"], "is no map of counts");
  const hits: Hits = all.file(path);
  let statements = 0;
  for (const id in statementMap) {
    statements++;
    const line = startLine(statementMap[id]);
    if (line === null) throw misshapen([path, "statementMap", id], "has no line on which it starts");
    const count = Object.hasOwn(s, id) ? s[id] : null;
    if (typeof count !== "number" || count < 0) throw misshapen([path, "s", id], "is no number of hits");
    all.add(hits, line, Math.ceil(count));
  }
  const counts = Object.keys(s).length;
  if (counts !== statements) throw misshapen([path, "s"], `has ${counts} counts for ${statements} statements`);
}

// `column` is null at the end of a line; nothing but the line is looked at.
function startLine(statement: Json | undefined): number | null {
  const start = isObject(statement) ? statement["start"] : undefined;
  const line = isObject(start) ? start["line"] : undefined;
  return typeof line === "number" && Number.isInteger(line) && line >= 0 && line <= 9_999_999_999 ? line : null;
}

function isObject(value: Json | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function misshapen(path: readonly string[], what: string): Halt {
  const pointer = path.map((part) => `/${part.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return new Halt("corrupt", `At ${quoted(pointer)}: it ${what}; write the report anew.`);
}
