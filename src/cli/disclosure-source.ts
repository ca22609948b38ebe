import { type Repository, readAncestry, readCommits, readFileAt, repositoryId, resolveCommit } from "../git/index.ts";
import { readOrigins } from "../map/index.ts";
import { Failure } from "../model/failure.ts";
import { type DisclosureInput, type GapsInput, headLines } from "../reading/index.ts";
import { look } from "../workflow/look.ts";
import { endsOf } from "../workflow/range-of.ts";
import type { Call } from "./command.ts";
import { productOf } from "./disclosure-product.ts";
import { rangeTaken, releaseBefore } from "./disclosure-range.ts";
import { readInputFile } from "./input.ts";
import { backingOf, type Proposals, proposalsIfAny } from "./map-reviews.ts";
import { withLineStore } from "./map-store.ts";
import { policyFor } from "./policy-for.ts";
import { during, measured } from "./progress.ts";

/** What a disclosure is asked of. */
export interface DisclosureAsked {
  readonly kind: "change" | "release" | "project";
  readonly product: string | null;
  /** The revision as it was named. */
  readonly rev: string | undefined;
  readonly base: string | undefined;
  readonly since: string | undefined;
  /** Path in the repository of the disclosure that is committed itself. */
  readonly file: string | null;
}

/** What is disclosed, and what to say beside it: which range was taken where nobody named one. */
export interface Sourced {
  readonly input: DisclosureInput;
  readonly taken: readonly string[];
}

/** Throws `Failure` (`bad-usage`) for options that don't go together. */
export function disclosureAsked({ values }: Call): DisclosureAsked {
  const [release, project] = [values.text("release"), values.flag("project")];
  const kind = release !== undefined ? "release" : project ? "project" : "change";
  const mixed: [boolean, string][] = [
    [release !== undefined && project, "--release and --project ask for two disclosures"],
    [kind !== "release" && values.text("since") !== undefined, "--since says what a release is compared with, and there is no --release"],
    [kind !== "change" && values.text("base") !== undefined, "--base is where a change begins, and this is about all lines"],
    [kind === "release" && values.text("head") !== undefined, "--head ends a change or is a project's revision; a release is named by --release"],
    [!values.flag("check") && values.text("description") !== undefined, "--description is only read with --check"],
    [values.flag("check") && values.text("format") !== undefined, "--check says what is missing, and --format writes a disclosure"],
    [values.text("file") !== undefined && values.text("format") === "cyclonedx", "The file that is committed is Markdown"],
  ];
  const wrong = mixed.find(([is]) => is);
  if (wrong !== undefined) throw new Failure("bad-usage", `${wrong[1]}.`, { hint: "See `countersign disclosure --help`." });
  return {
    kind,
    product: values.text("product") ?? null,
    rev: release ?? values.text("head"),
    base: values.text("base"),
    since: values.text("since"),
    file: fileOf(values.text("file")),
  };
}

function fileOf(path: string | undefined): string | null {
  if (path === undefined) return null;
  const parts = path.replace(/^\.\//, "").split("/");
  if (path.includes("\\") || parts.some((part) => ["", ".", "..", ".git"].includes(part.toLowerCase())))
    throw new Failure("bad-usage", `${JSON.stringify(path)} is no path of a file in the repository.`, {
      hint: "Name it from the root of the repository, such as AI-DISCLOSURE.md.",
    });
  return parts.join("/");
}

/** A change, with what the check of its disclosure needs to see. */
export interface SeenChange extends Sourced {
  readonly gaps: Omit<GapsInput, "description">;
}

export async function changeSource(call: Call, repository: Repository, asked: DisclosureAsked): Promise<SeenChange> {
  const ends = await endsOf(repository, { base: asked.base, head: asked.rev });
  const proposals = await proposalsIfAny(call, repository);
  const declared = (proposals?.declared.get(ends.head) ?? []).map(({ tool, model }) => ({ tool, model }));
  const { range, attribution } = await during(call, "Reading who wrote the change", look(repository, ends, declared.length === 0 ? null : declared));
  const commits = await readCommits(
    repository,
    range.commits.map(({ id }) => id),
  );
  const policy = await policyFor(call, repository, ends.base, call.values.text("policy"));
  const input: DisclosureInput = {
    subject: {
      kind: "change",
      product: asked.product ?? (await productOf(repository, ends.head)),
      repository: await repositoryId(repository),
      revision: ends.head,
      called: asked.rev ?? null,
      since: { revision: ends.base, called: asked.base ?? null },
    },
    files: attribution.files,
    commits: new Map(commits.map((commit) => [commit.id, { author: `${commit.author.name} <${commit.author.email}>`, subject: commit.subject, time: commit.committerTime }])),
    findings: [...Map.groupBy(attribution.findings, ({ code }) => code)].map(([code, those]) => ({ code, count: those.length })),
    undeclared: policy.ai.undeclared,
    personOf: proposals?.personOf ?? null,
    approversOf: await approversIn(
      repository,
      ends.head,
      commits.map(({ id }) => id),
      proposals,
    ),
  };
  const gaps = {
    ai: policy.ai,
    commits,
    files: attribution.files,
    heads: await headsOf(repository, ends.head, attribution.files),
    declared: declared.map(({ tool }) => tool),
    findings: attribution.findings,
  };
  return { input, gaps, taken: await rangeTaken(repository, asked, ends) };
}

/**
 * All lines of a revision: of a project, or of a release and what it brought. `leftOut` is the file that is to be committed: it is not counted, and nothing is said in it that only this
 * clone or its ledger knows, so that every clone writes the same.
 */
export async function wholeSource(call: Call, repository: Repository, asked: DisclosureAsked, leftOut: string | null): Promise<Sourced> {
  const committed = leftOut !== null;
  const revision = await resolveCommit(repository, asked.rev ?? "HEAD");
  const found = await releaseBefore(call, repository, { ...asked, committed }, revision);
  const named = asked.since ?? found;
  const since = named === null ? null : { revision: await resolveCommit(repository, asked.since ?? `refs/tags/${named}`), called: named };
  const proposals = await proposalsIfAny(call, repository);
  const declared = proposals === null ? {} : { declared: proposals.declared };
  const map = await withLineStore(call, repository, (store, kept) => measured(call, (tell) => readOrigins(repository, revision, { store, tell, ...declared }), kept));
  const policy = await policyFor(call, repository, revision, call.values.text("policy"));
  const files = map.files.filter(({ path }) => path !== leftOut).map(({ path, settled, runs }) => ({ path, runs, unreadable: settled === "unreadable" }));
  const product = asked.product ?? (committed ? null : await productOf(repository, revision));
  const input: DisclosureInput = {
    subject: { kind: asked.kind, product, repository: await repositoryId(repository), revision, called: asked.rev ?? null, since },
    files,
    commits: map.commits,
    ...(since === null ? {} : { before: new Set((await readAncestry(repository, [since.revision])).map(({ id }) => id)) }),
    findings: map.evidence.findings.map(({ code, count }) => ({ code, count })),
    undeclared: policy.ai.undeclared,
    personOf: committed ? null : (proposals?.personOf ?? null),
    approversOf: await approversIn(repository, revision, map.commits.keys(), proposals),
  };
  const compared = `Nobody named the release before, so what it brought is counted from the newest tag before it, ${found}; another is named with \`--since REF\`.`;
  return { input, taken: found === null ? [] : [compared] };
}

async function approversIn(repository: Repository, revision: string, commits: Iterable<string>, proposals: Proposals | null): Promise<DisclosureInput["approversOf"]> {
  if (proposals === null) return null;
  const backing = await backingOf(repository, revision, commits, proposals);
  return (commit) => [...new Set((backing.get(commit)?.reviews ?? []).flatMap(({ approvals }) => approvals.map(({ person }) => person)))];
}

/** What no comment fits into, by the end of the path. */
const commentless = /(?:\.(?:json|jsonl|lock|sum|csv|tsv|txt|snap|patch|diff|pem|svg)|(?:^|\/)(?:LICENSE|NOTICE|package-lock\.json))$/i;

async function headsOf(repository: Repository, head: string, files: GapsInput["files"]): Promise<ReadonlyMap<string, string>> {
  const written = files.filter(({ path, runs }) => !commentless.test(path) && runs.some(({ origin }) => origin === "ai" || origin === "mixed"));
  const read = await Promise.all(
    written.map(async ({ path }): Promise<[string, string][]> => {
      const bytes = await readFileAt(repository, head, path);
      return bytes === null ? [] : [[path, bytes.toString("utf8").split("\n", headLines).join("\n")]];
    }),
  );
  return new Map(read.flat());
}

/** What the change says of itself on its platform, as the pipeline hands it in; null without. */
export async function descriptionOf({ values, io }: Call): Promise<string | null> {
  const file = values.text("description");
  return file === undefined ? null : (await readInputFile(file, io)).toString("utf8");
}
