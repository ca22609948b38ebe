import type { Detected, ProposedPolicy, ProposedType } from "../workflow/index.ts";
import { plural } from "./change-page.ts";
import { blank, faint, heading, labelled, type Page, strong, under } from "./page.ts";

/** What was found in a repository, a line each; nothing is said of what is not there. */
export function detectedPage(detected: Detected): Page {
  const { languages, owners, records, agents, tests, sensitive, history } = detected;
  const spoken = languages.languages.filter(({ lines }) => lines > 0);
  const total = spoken.reduce((sum, { lines }) => sum + lines, 0);
  const shares = spoken.slice(0, 5).map(({ name, lines }) => `${name} ${Math.max(1, Math.round((lines / total) * 100))} %`);
  const rows: (readonly [string, string] | null)[] = [
    detected.commit === null ? ["Commit", "none yet: nothing could be looked at"] : null,
    spoken.length > 0 ? ["Languages", `${few(shares, spoken.length)} of ${numbered(total)} lines, tests left out`] : null,
    tests.length > 0
      ? [
          "Tests",
          few(
            tests.slice(0, 4).map(({ path, files }) => `${path} (${files})`),
            tests.length,
          ),
        ]
      : null,
    ["Pipelines", pipelinesSaid(detected)],
    [
      "Owners",
      owners === null
        ? "no CODEOWNERS file"
        : `${owners.path}, ${plural(owners.rules.length, "rule")}${owners.ignored.length === 0 ? "" : `; ${plural(owners.ignored.length, "line")} that the platform ignores`}`,
    ],
    records.length > 0
      ? [
          "Decisions",
          few(
            records.slice(0, 3).map(({ path, files }) => `${path} (${plural(files, "record")})`),
            records.length,
          ),
        ]
      : null,
    agents.length > 0 ? ["For agents", few(agents.slice(0, 4), agents.length)] : null,
    sensitive.length > 0
      ? [
          "Sensitive",
          few(
            sensitive.slice(0, 6).map(({ kind, files }) => `${kind.replaceAll("-", " ")} (${plural(files.length, "file")})`),
            sensitive.length,
          ),
        ]
      : null,
    history === null ? null : ["History", historySaid(history)],
    ...detected.unread.slice(0, 3).map((sentence) => ["Not read", sentence] as const),
  ];
  return [heading("What was found"), ...labelled(rows.flatMap((row) => (row === null ? [] : [[row[0], row[1]] as const])))];
}

function pipelinesSaid({ pipelines }: Detected): string {
  if (pipelines.length === 0) return "none that was recognised";
  const systems = [...new Set(pipelines.map(({ system }) => system.replaceAll("-", " ")))].join(", ");
  const does = [...new Set(pipelines.flatMap((pipeline) => pipeline.does.map(({ activity }) => activity.replaceAll("-", " "))))];
  return `${plural(pipelines.length, "file")} (${systems})${does.length === 0 ? "" : `: ${does.join(", ")}`}`;
}

function historySaid({ commits, from, to, tools, reverts, authors }: NonNullable<Detected["history"]>): string {
  const named = tools.map(({ tool, commits: times }) => `${tool ?? "an AI tool without a name"} in ${times}`);
  const ai = named.length === 0 ? "no mark of an AI tool" : few(named.slice(0, 4), named.length);
  return `${plural(commits, "commit")} by ${plural(authors.length, "person", "people")}, ${from} to ${to}; ${ai}; ${plural(reverts, "revert")}`;
}

/** The change types that are proposed, and who the repository says could judge them. */
export function proposedPage({ types, constraints, left }: Pick<ProposedPolicy, "types" | "constraints" | "left">, title: string): Page {
  if (left !== null) return [blank, under(0, `Nothing is proposed, because the organisation's policy leaves no room for it: ${left}`)];
  if (types.length === 0) return [];
  return [
    blank,
    heading(title),
    ...types.flatMap(typeLines),
    ...(constraints.length === 0 ? [] : [under(2, `${plural(constraints.length, "rule")} for code, in .countersign/constraints`)]),
  ];
}

function typeLines(type: ProposedType): Page {
  const where = type.files === 0 ? faint("no file yet") : faint(plural(type.files, "file"));
  return [under(2, strong(type.name), `  ${type.why}. `, where), ...(type.files === 0 ? [] : [under(4, few(type.paths.slice(0, 4), type.paths.length)), ...ownerLines(type)])];
}

function ownerLines({ owners, worked }: ProposedType): Page {
  const named = owners.slice(0, 3).map(({ owner }) => owner);
  const authors = worked?.authors.slice(0, 2).map(({ name, commits }) => `${name} (${commits})`) ?? [];
  const said = [
    ...(named.length > 0 ? [`owned by ${named.join(", ")}`] : []),
    ...(worked !== null && authors.length > 0 ? [`of ${plural(worked.commits, "commit")} most by ${authors.join(", ")}`] : []),
  ].join("; ");
  return said === "" ? [] : [under(4, faint(said))];
}

function few(shown: readonly string[], all: number): string {
  const more = all - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

export function numbered(count: number): string {
  return count.toLocaleString("en-GB");
}

/** The same for programs; without the list of all paths. */
export function detectedJson({ paths, owners, history, sensitive, ...rest }: Detected): object {
  return {
    ...rest,
    files: paths.length,
    owners: owners === null ? null : { path: owners.path, dialect: owners.dialect, rules: owners.rules, ignored: owners.ignored },
    sensitive: sensitive.map(({ kind, paths: globs, files }) => ({ kind, paths: globs, files: files.length })),
    history:
      history === null
        ? null
        : {
            commits: history.commits,
            from: history.from,
            to: history.to,
            whole: history.whole,
            authors: history.authors.slice(0, 20),
            tools: history.tools,
            reverts: history.reverts,
          },
  };
}
