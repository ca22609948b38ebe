import type { Roster, TestReport } from "../model/evidence.ts";
import { testDigest } from "./test-digest.ts";

/** The most tests that are named of a comparison with a large report; more than that are so many that nobody counts them. */
const mostNamed = 1_000;

const hash: Roster["hash"] = "murmur3-x86-128";

/** What is kept of the names of a large report. */
export function rosterOf({ cases }: Pick<TestReport, "cases">): Roster {
  return rosterOfDigests(
    cases.map(({ identity }) => testDigest(identity)),
    (at) => cases[at]?.outcome === "skipped",
  );
}

/** The same of cases by their digests. */
export function rosterOfDigests(digests: readonly number[], isSkipped: (at: number) => boolean): Roster {
  const of = (skipped: boolean) => packed(Float64Array.from(digests.filter((_, at) => isSkipped(at) === skipped)).map(shortened));
  return { hash, ran: of(false), skipped: of(true) };
}

/** Tests of the base that the head does not hold, by name where it is known and else by digest; at most a thousand. */
export function removedByRoster(base: readonly TestReport[], head: readonly TestReport[]): string[] {
  if (!areComparable(base, head)) return [incomparable];
  const now = head.map(listOf).flatMap(({ ran, skipped }) => [ran, skipped]);
  const gone = base.map(listOf).flatMap((list) => [list.ran, list.skipped].flatMap((digests) => named(list, without(digests, now))));
  return distinct(gone);
}

/** The same of tests that ran on the base and that the head only skips. */
export function newlySkippedByRoster(base: readonly TestReport[], head: readonly TestReport[]): string[] {
  if (!areComparable(base, head)) return [incomparable];
  const now = head.map(listOf);
  const ran = now.map((list) => list.ran);
  const onlySkipped = now.map(({ skipped }) => without(skipped, ran));
  return distinct(base.map(listOf).flatMap((list) => onlySkipped.flatMap((digests) => named(list, without(digests, [without(digests, [list.ran])])))));
}

const incomparable = "unknown tests of a report that was kept with other digests: hand it in again";

// What is known of one test by two hashes are two tests.
function areComparable(...sides: readonly (readonly TestReport[])[]): boolean {
  return sides.flat().every(({ roster }) => roster === undefined || roster.hash === hash);
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].slice(0, mostNamed);
}

/** In ascending order. */
type Digests = Float64Array;

interface List {
  readonly ran: Digests;
  readonly skipped: Digests;
  /** Null when only digests are known. */
  readonly names: ReadonlyMap<number, string> | null;
}

// Each report is asked for more than once.
const lists = new WeakMap<TestReport, List>();

function listOf(report: TestReport): List {
  const known = lists.get(report);
  if (known !== undefined) return known;
  const { ran, skipped } = report.roster ?? rosterOf(report);
  const names = report.roster === undefined ? new Map(report.cases.map(({ identity }) => [shortened(testDigest(identity)), identity])) : null;
  const list = { ran: unpacked(ran), skipped: unpacked(skipped), names };
  lists.set(report, list);
  return list;
}

function named({ names }: List, digests: Digests): string[] {
  return Array.from(digests.subarray(0, mostNamed), (digest) => names?.get(digest) ?? `test ${digest.toString(16).padStart(10, "0")}, which is named in the report of the base`);
}

// 40 bits: among a million tests one that is gone is taken for another one in one of a million cases. Whoever searches for names of one digest gains nothing that giving a test the name of another would not give.
function shortened(digest: number): number {
  return Math.floor(digest / 2 ** 12);
}

const width = 5;

function packed(digests: Digests): string {
  const ascending = digests.sort();
  const bytes = Buffer.alloc(ascending.length * width);
  let end = 0;
  for (let at = 0; at < ascending.length; at++) {
    const digest = ascending[at] as number;
    if (digest === ascending[at - 1]) continue;
    bytes[end] = digest / 2 ** 32;
    bytes.writeUInt32BE(digest >>> 0, end + 1);
    end += width;
  }
  return bytes.toString("base64", 0, end);
}

// Written out, because it stands in the way of each judgement: `readUIntBE` takes five times as long.
function unpacked(text: string): Digests {
  const bytes = Buffer.from(text, "base64");
  const digests = new Float64Array(Math.floor(bytes.length / width));
  const byte = (at: number) => bytes[at] ?? 0;
  for (let at = 0; at < digests.length; at++) {
    const from = at * width;
    digests[at] = byte(from) * 2 ** 32 + (((byte(from + 1) << 24) | (byte(from + 2) << 16) | (byte(from + 3) << 8) | byte(from + 4)) >>> 0);
  }
  return digests;
}

/** The digests that none of the others holds. All ascend, so that one walk over each is enough. */
function without(digests: Digests, others: readonly Digests[]): Digests {
  return others.reduce(withoutThose, digests);
}

function withoutThose(digests: Digests, others: Digests): Digests {
  if (digests.length === 0 || others.length === 0) return digests;
  const left = new Float64Array(digests.length);
  let count = 0;
  let there = 0;
  for (let at = 0; at < digests.length; at++) {
    const digest = digests[at] as number;
    while ((others[there] as number) < digest) there++;
    if (others[there] !== digest) left[count++] = digest;
  }
  return left.subarray(0, count);
}
