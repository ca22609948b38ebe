import type { Governance, PeopleState } from "../gate/index.ts";
import { openRepository } from "../git/index.ts";
import type { CommitRecord } from "../model/change.ts";
import type { Person } from "../model/people.ts";
import { detailOf } from "./detail.ts";
import type { Declared } from "./look.ts";
import type { PolicySource } from "./policy-source.ts";
import { endsOf } from "./range-of.ts";
import type { CheckReport } from "./report.ts";

/** What an organisation's ledger adds to a check: who is enrolled, and the organisation's policy in force (null: the default). */
export interface Organisation {
  readonly people: readonly Person[];
  readonly state: PeopleState;
  readonly policy: PolicySource | null;
  /** What is recorded of how the project with that repository id is governed. */
  readonly governanceOf: (repository: string) => Promise<Governance>;
}

export interface CheckOptions {
  readonly repository: string;
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  /** Asks for the verdict in front of an environment; without it, of the change itself. */
  readonly environment?: string | undefined;
  readonly evidence: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  /** Stands in for the organisation's policy. */
  readonly policy?: PolicySource | undefined;
  readonly requirement?: string | undefined;
  readonly declared?: Declared | undefined;
  readonly sizeReason?: string | undefined;
  readonly organisation: Organisation | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The main question, on this machine, recording nothing: who wrote the change, what it has to prove, who must judge it, and what the gate would say.
 * Works on any repository without configuration. Throws `Failure` for what cannot be read.
 */
export async function check(options: CheckOptions): Promise<CheckReport> {
  // Each part is loaded while git is at work on what comes before it.
  const [opened, { look }] = await Promise.all([openRepository(options.repository), import("./look.ts")]);
  await using repository = opened;
  const ends = await endsOf(repository, options);
  const [seen, { judged }] = await Promise.all([look(repository, ends, options.declared ?? null), import("./check-judged.ts")]);
  const detail = detailOf(seen, {
    title: titleOf(seen.range.commits),
    requirement: options.requirement ?? null,
    sizeReason: options.sizeReason ?? null,
    baseRef: ends.baseRef,
    declared: options.declared ?? null,
  });
  return await judged(repository, ends, detail, options);
}

/** The subject of the newest commit that is not a merge, else of the newest. */
export function titleOf(commits: readonly CommitRecord[]): string {
  const newest = commits.findLast(({ parents }) => parents.length < 2) ?? commits.at(-1);
  return newest?.subject ?? "";
}
