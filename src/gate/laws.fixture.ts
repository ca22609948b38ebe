import fc from "fast-check";
import { stringify } from "yaml";
import { canonicalText } from "../model/canonical.ts";
import type { Decision } from "../model/decision.ts";
import type { Finding } from "../model/evidence.ts";
import { Failure } from "../model/failure.ts";
import { reasonCodes, type Verdict } from "../model/verdict.ts";
import type { CompiledPolicy } from "../policy/index.ts";
import { judge } from "./judge.ts";
import type { JudgeInput } from "./judge-input.ts";
import { fill } from "./places.ts";
import {
  type Act,
  approval,
  contributor,
  day,
  decided,
  emergency,
  escalationOf,
  fileOf,
  itemOf,
  ledger,
  now,
  policyOf,
  type Situation,
  type Somebody,
  situation,
} from "./testing.ts";

// The laws of the gate over policies and cases that nobody chose. The suite runs each a few hundred times, `judge.prove.ts` a few hundred thousand.

// Policies, as the object that their YAML says.

const questions = { purpose: { ask: "Does it do what it should?", link: "requirement" }, harm: { ask: "What could go wrong?" }, way: { ask: "How is it taken back?" } };
const checks = {
  green: { check: "evidence.tests.failed == 0 && evidence.tests.passed > 0", says: "The tests pass." },
  covered: { check: "coverage.ai.lines >= 0.80", says: "AI's lines are covered." },
  small: { check: "change.lines <= 300", says: "It is small." },
  clean: { check: "evidence.analysis.high == 0", says: "Nothing severe was found." },
};
const qualifications = ["red", "blue"];
const roles = ["lead", "keeper"];
const tierNames = ["easy", "plain", "hard", "hardest"];

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const someOf = (names: readonly string[], most = names.length) => fc.subarray([...names], { maxLength: most });
const rule = fc.record(
  { count: fc.constantFrom(1, 1, 2), qualification: fc.constantFrom(...qualifications), role: fc.constantFrom(...roles), signature: fc.constantFrom("any", "passkey") },
  { requiredKeys: ["count"] },
);
const approvals = fc.oneof(
  { weight: 4, arbitrary: fc.array(rule, { maxLength: 2 }) },
  { weight: 1, arbitrary: fc.record({ low: fc.nat({ max: 1 }), medium: fc.nat({ max: 2 }), high: rule }) },
);
const signature = fc.constantFrom("any", "passkey");

interface Tier {
  human: string;
  check: string[];
  ask: string[];
  approvals: unknown;
  signature?: string | undefined;
  "pass-alone"?: string | undefined;
  sample?: string | undefined;
}

const tier: fc.Arbitrary<Tier> = fc.record({
  human: fc.constant("Judges it"),
  check: someOf(Object.keys(checks), 2),
  ask: someOf(Object.keys(questions), 2),
  approvals,
  signature: fc.option(signature, { nil: undefined, freq: 3 }),
  "pass-alone": fc.option(fc.constantFrom(...Object.keys(checks)), { nil: undefined, freq: 3 }),
  sample: fc.constant("50%"),
});

interface PolicyText {
  readonly [section: string]: unknown;
}

const environment = fc.record({
  human: fc.constant("Releases it"),
  check: someOf(Object.keys(checks), 1),
  ask: someOf(Object.keys(questions), 1),
  approvals: fc.array(rule, { maxLength: 1 }),
  "break-glass": fc.constantFrom(undefined, { people: 2, "review-within": "1d" }),
  freeze: fc.constantFrom(undefined, undefined, undefined, [{ from: "2026-11-20", to: "2026-11-22", why: "Audit" }], [{ from: "2027-01-01", to: "2027-01-02", why: "Year end" }]),
});

const policyText: fc.Arbitrary<PolicyText> = fc
  .record({
    tiers: fc.array(tier, { minLength: tierNames.length, maxLength: tierNames.length }),
    places: fc.array(fc.nat({ max: tierNames.length - 1 }), { minLength: 3, maxLength: 3 }),
    qualified: maybe(fc.constantFrom(...qualifications)),
    environment,
    ai: fc.record({
      undeclared: fc.constantFrom("treat-as-ai", "treat-as-ai", "deny"),
      disclosure: fc.constantFrom("optional", "required"),
      reviewers: fc.record({ human: fc.nat({ max: 1 }), ai: fc.nat({ max: 2 }), mixed: fc.nat({ max: 2 }), unknown: fc.nat({ max: 2 }) }),
    }),
    severity: fc.constantFrom(undefined, undefined, "deny", "ask", "warn"),
    lines: fc.constantFrom(40, 400, { warn: 40, block: 150 }),
    waived: maybe(fc.constantFrom(...Object.keys(checks))),
    expires: fc.constantFrom("2026-11-21", "2026-11-22"),
  })
  .map(({ tiers, places, qualified, environment: production, ai, severity, lines, waived, expires }) => ({
    ai,
    qualifications: Object.fromEntries(qualifications.map((name) => [name, { "granted-by": ["lead"], "valid-for": "1y" }])),
    "change-types": {
      first: { paths: ["first/**"], tier: tierNames[places[0] ?? 0], ...(qualified === undefined ? {} : { qualification: qualified }) },
      second: { paths: ["second/**", "shared/**"], tier: tierNames[places[1] ?? 0], findings: ["secret"] },
      rest: { otherwise: true, tier: tierNames[places[2] ?? 0] },
    },
    criteria: { ...checks, ...questions },
    tiers: Object.fromEntries(tiers.map((each, at) => [tierNames[at], each])),
    ...(severity === undefined ? {} : { constraints: [{ id: "logs", why: "No names in logs", rule: "rules/logs.yaml", severity }] }),
    environments: { production },
    limits: { "change-lines": lines },
    ...(waived === undefined ? {} : { waivers: [{ id: "w", rule: `criteria.${waived}`, reason: "For now", risk: "R-1", "approved-by": "lea", expires }] }),
  }));

const compiled = (text: PolicyText, overlay: PolicyText | null = null): CompiledPolicy => policyOf(written(text), overlay === null ? null : written(overlay));
const written = (text: PolicyText): string => stringify(JSON.parse(JSON.stringify(text)));

// Cases, apart from the policy: who exists, what was changed and found, and who said what.

interface World {
  readonly situation: Situation;
  readonly acts: readonly Act[];
  /** Criteria that a person does not affirm. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
  readonly glass: readonly string[] | null;
}

const handles = ["ana", "bo", "cy", "di", "ed"];
const somebody: fc.Arbitrary<Somebody> = fc.record({
  holds: someOf(qualifications),
  roles: someOf(roles),
  kind: fc.constantFrom("person", "person", "person", "person", "person", "agent"),
  active: fc.constantFrom(true, true, true, true, true, false),
});
const outcome = fc.constantFrom<Decision["outcome"]>("approve", "approve", "approve", "approve", "approve", "approve", "approve", "request-changes", "defer", "unsure");
const act: fc.Arbitrary<Act> = fc.record({
  person: fc.constantFrom(...handles, "dev"),
  outcome,
  released: fc.boolean(),
  key: fc.constantFrom("ssh", "passkey", "passkey"),
  until: fc.constantFrom(null, "2026-11-21", "2026-11-22"),
  withdrawnAt: fc.constantFrom(null, null, null, null, null, 90),
});
const finding = (name: string): Finding => ({ tool: "t", rule: name, severity: "high", message: "", path: "first/a.ts", line: 3, fingerprint: null, suppressed: false });

const refusal = fc.tuple(fc.constantFrom(...handles), fc.constantFrom(...Object.keys(questions), "constraint-logs"));
const refusals = fc.oneof({ weight: 3, arbitrary: fc.constant<[string, string][]>([]) }, { weight: 1, arbitrary: fc.array(refusal, { maxLength: 3 }) });

const world: fc.Arbitrary<World> = fc
  .record({
    people: fc.record(Object.fromEntries(handles.map((handle) => [handle, somebody]))) as fc.Arbitrary<{ [handle: string]: Somebody }>,
    paths: fc.subarray(["first/a.ts", "second/b.ts", "shared/c.ts", "d.ts"], { minLength: 1 }),
    origin: fc.constantFrom("human", "ai", "mixed", "unknown"),
    parts: fc.array(fc.tuple(fc.constantFrom(...handles), fc.constantFrom("author", "sponsor", "co-author")), { maxLength: 1 }),
    declared: fc.constantFrom(true, true, true, true, false),
    findings: fc.constantFrom([], [], [], [], ["logs"], ["secret"], ["logs", "secret"]),
    looked: fc.constantFrom(true, true, true, false),
    failed: fc.constantFrom(0, 0, 0, 0, 0, 2),
    lines: fc.constantFrom(0.5, 0.9, 0.9, 0.9, 0.9, 0.9, null),
    high: fc.constantFrom(0, 0, 0, 0, 3),
    size: fc.constantFrom(20, 20, 20, 20, 200),
    approve: fc.subarray(handles, { minLength: 1 }),
    further: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(act, { maxLength: 4 }) }),
    refusals,
    escalated: fc.constantFrom(null, null, null, null, null, { resolvedAt: now - day }, { resolvedAt: null }),
    release: fc.constantFrom(undefined, "production"),
    glass: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.subarray(handles, { minLength: 1, maxLength: 3 }) }),
    risk: fc.constantFrom("low", "low", "medium", "high"),
  })
  .map(({ people, paths, origin, parts, declared, findings, looked, failed, lines, high, size, approve, further, refusals: refusing, escalated, release, glass, risk }) => ({
    situation: {
      people: { ...people, dev: {}, zed: { holds: qualifications, roles } },
      files: paths.map((path) => fileOf(path, { added: size, deleted: 0 })),
      origin,
      contributors: [contributor("dev", "author"), ...parts.map(([person, part]) => contributor(person, part))],
      declared,
      findings: findings.map(finding),
      rulesRun: new Set(looked ? ["logs"] : []),
      measured: { tests: { failed }, coverage: lines === null ? null : { ai: { lines, unknown: 0 }, changed: { lines, unknown: 0 } }, analysis: { high } },
      items: [itemOf("tests"), itemOf("more", { index: ledger.evidence + 1, kind: "analysis" })],
      change: { risk },
      ...(escalated === null ? {} : { escalations: [escalationOf("d-0", escalated)] }),
      ...(release === undefined ? {} : { release }),
    },
    acts: [...approve.flatMap((person) => [approval(person, { key: "passkey" }), approval(person, { key: "passkey", released: true })]), ...further],
    refused: new Map(handles.map((handle) => [handle, refusing.filter(([person]) => person === handle).map(([, criterion]) => criterion)])),
    glass,
  }));

/** What the people of a world say under a policy: they sign what they see, and answer what they are asked. */
function caseOf(policy: CompiledPolicy, { situation: given, acts, refused, glass }: World): JudgeInput {
  const input = situation({ ...given, policy });
  const own = acts.map((each): Act => {
    const refusing = refused.get(each.person) ?? [];
    return {
      ...each,
      released: each.released === true && input.release !== null,
      answers: (answer) => [refusing.includes(answer.criterion) ? { ...answer, value: "not-met", reason: "No" } : answer],
    };
  });
  const all = decided(input, ...own);
  return glass === null || all.release === null ? all : emergency(all, glass);
}

// Reading a policy takes longer than judging, so several cases are judged under each.
const worlds = fc.array(world, { minLength: 5, maxLength: 5 });
const cases: fc.Arbitrary<JudgeInput[]> = fc.tuple(policyText, worlds).map(([text, given]) => {
  const policy = compiled(text);
  return given.map((each) => caseOf(policy, each));
});

/** Holds a law against `numRuns` cases. */
function hold(numRuns: number, law: (input: JudgeInput, number: number) => void): void {
  const property = fc.property(cases, fc.nat(), (inputs, number) => {
    for (const input of inputs) law(input, number);
  });
  fc.assert(property, { numRuns: Math.ceil(numRuns / 5) });
}

// Ways to ask for more.

type Edit = (text: PolicyText) => PolicyText;
type Section = { [name: string]: unknown };
const at = (text: PolicyText, ...path: string[]): Section => path.reduce((here: Section, step) => here[step] as Section, text as Section);

/** A copy with one setting changed. */
function edited(text: PolicyText, path: readonly string[], change: (value: unknown) => unknown): PolicyText {
  const copy = JSON.parse(JSON.stringify(text)) as PolicyText;
  const holder = at(copy, ...path.slice(0, -1));
  const last = path.at(-1) ?? "";
  holder[last] = change(holder[last]);
  return copy;
}

const more = (list: unknown, entry: unknown): unknown[] => [...(Array.isArray(list) ? list : list === undefined ? [] : [list]), entry];
const place = fc.oneof(
  fc.constantFrom(...tierNames).map((name) => ["tiers", name]),
  fc.constant(["environments", "production"]),
);

/** What the organisation itself may add to its policy. */
const addition: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(place, fc.constantFrom(...Object.keys(checks))).map(
    ([path, id]): Edit =>
      (text) =>
        edited(text, [...path, "check"], (list) => [...new Set(more(list, id))]),
  ),
  fc.tuple(place, fc.constantFrom(...Object.keys(questions))).map(
    ([path, id]): Edit =>
      (text) =>
        edited(text, [...path, "ask"], (list) => [...new Set(more(list, id))]),
  ),
  fc.tuple(place, rule).map(
    ([path, added]): Edit =>
      (text) =>
        edited(text, [...path, "approvals"], (list) => (Array.isArray(list) ? more(list, added) : list)),
  ),
  fc.constantFrom(...tierNames).map(
    (name): Edit =>
      (text) =>
        edited(text, ["tiers", name, "signature"], () => "passkey"),
  ),
  fc.constantFrom("human", "ai", "unknown").map(
    (origin): Edit =>
      (text) =>
        edited(text, ["ai", "reviewers", origin], (count) => Number(count) + 1),
  ),
  fc.constantFrom<Edit>(
    (text) => edited(text, ["ai", "undeclared"], () => "deny"),
    (text) => edited(text, ["ai", "disclosure"], () => "required"),
    (text) => edited(text, ["ai", "suspended"], () => ["claude-code"]),
    (text) => edited(text, ["limits", "change-lines"], (known) => (typeof known === "number" ? 20 : { ...(known as object), warn: 20 })),
    (text) => edited(text, ["limits", "change-lines"], () => ({ warn: 20, block: 100 })),
    (text) => edited(text, ["limits", "open-reviews-per-person"], () => ({ block: 1 })),
    (text) => edited(text, ["limits", "reviews-per-person-per-day"], () => ({ block: 1 })),
    (text) => edited(text, ["waivers"], () => []),
    (text) => edited(text, ["constraints"], (list) => (list === undefined ? [{ id: "logs", why: "No names in logs", rule: "rules/logs.yaml", severity: "deny" }] : list)),
    (text) => edited(text, ["environments", "production", "freeze"], (list) => more(list, { from: "2026-11-22", to: "2026-11-23", why: "Audit" })),
    (text) => edited(text, ["criteria", "covered", "check"], () => "coverage.ai.lines >= 0.95"),
    (text) => edited(text, ["change-types", "second", "qualification"], (held) => held ?? "blue"),
  ),
);

/** A project's file; whether it only tightens is for `inherit` to say. */
const overlay: fc.Arbitrary<PolicyText> = fc.record(
  {
    tiers: fc.dictionary(
      fc.constantFrom(...tierNames),
      fc.record({ check: someOf(Object.keys(checks), 2), ask: someOf(Object.keys(questions), 2), approvals, signature }, { requiredKeys: [] }),
      {
        maxKeys: 2,
      },
    ),
    ai: fc.record({ undeclared: fc.constant("deny"), disclosure: fc.constant("required"), suspended: fc.constant(["claude-code"]) }, { requiredKeys: [] }),
    constraints: fc.constant([{ id: "more", why: "Nothing more", rule: "rules/more.yaml", severity: "deny" }]),
    environments: fc.record({
      production: fc.record({ check: someOf(Object.keys(checks), 1), ask: someOf(Object.keys(questions), 1), approvals: fc.array(rule, { maxLength: 2 }) }, { requiredKeys: [] }),
    }),
    limits: fc.constantFrom({ "change-lines": 20 }, { "change-lines": 40 }, { "change-lines": { block: 100 } }, { "open-reviews-per-person": { block: 2 } }),
    criteria: fc.constantFrom(
      { covered: { check: "coverage.ai.lines >= 0.95", says: "AI's lines are covered." } },
      { small: { check: "change.lines <= 10", says: "It is small." } },
    ),
    // Types whose paths another type already takes, or whose tier the path has anyway: what takes a path from the type that takes the rest is
    // as strict as the order of the tiers says, and these tiers stand in no order.
    "change-types": fc.constantFrom(
      { second: { paths: ["first/**"] } },
      { first: { paths: ["shared/**"] } },
      { first: { qualification: "red" } },
      { own: { paths: ["second/**"], tier: "hardest" } },
    ),
  },
  { requiredKeys: [] },
);

// Laws.

const answerOf = (input: JudgeInput): Verdict["verdict"] => judge(input).verdict;
/** D11 stands apart: what nobody asked anything about is affirmed by the first thing that is asked. */
const wantsRule = (verdict: Verdict): boolean => verdict.reasons.some(({ code }) => code === "no-rule-matched");

function assertNotLooser(loose: CompiledPolicy, tight: CompiledPolicy, given: World): boolean {
  const before = judge(caseOf(loose, given));
  if (before.verdict === "allow" || wantsRule(before)) return before.verdict === "allow" && answerOf(caseOf(tight, given)) !== "allow";
  const after = judge(caseOf(tight, given));
  if (after.verdict === "allow") throw new Error(`what was asked in addition allows what was not allowed before: ${before.headline}`);
  return false;
}

/** Returns how many cases the additions stopped, so that a caller sees that the law was not empty. */
export function additionNeverAllows(numRuns: number): number {
  let stopped = 0;
  const property = fc.property(policyText, addition, worlds, (text, add, given) => {
    const [loose, tight] = [compiled(text), compiled(add(text))];
    for (const each of given) if (assertNotLooser(loose, tight, each)) stopped++;
  });
  fc.assert(property, { numRuns: Math.ceil(numRuns / 5) });
  return stopped;
}

/** Returns how many files were accepted. */
export function acceptedOverlayNeverAllows(numRuns: number): number {
  let accepted = 0;
  const property = fc.property(policyText, overlay, worlds, (text, own, given) => {
    const tight = acceptedOver(text, own);
    if (tight === null) return;
    accepted++;
    const loose = compiled(text);
    for (const each of given) assertNotLooser(loose, tight, each);
  });
  fc.assert(property, { numRuns: Math.ceil(numRuns / 5) });
  return accepted;
}

function acceptedOver(text: PolicyText, own: PolicyText): CompiledPolicy | null {
  try {
    return compiled(text, own);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

/** I5, upwards. Returns how many allowed cases were looked at. */
export function approvalNeverStops(numRuns: number): number {
  let allowed = 0;
  hold(numRuns, (input, number) => {
    if (answerOf(input) !== "allow") return;
    allowed++;
    const person = ["zed", ...handles][number % 6] ?? "zed";
    const added = [approval(person, { key: "passkey" }), ...(input.release === null ? [] : [approval(person, { key: "passkey", released: true })])];
    if (answerOf(decided(input, ...added)) !== "allow") throw new Error("one more approval stopped the change");
  });
  return allowed;
}

/** I5, downwards. Returns how many approvals were taken away. */
export function removalNeverAllows(numRuns: number): number {
  let removed = 0;
  hold(numRuns, (input) => {
    if (answerOf(input) === "allow") return;
    for (const gone of input.decisions.filter((decision) => decision.outcome === "approve")) {
      removed++;
      if (answerOf({ ...input, decisions: input.decisions.filter((decision) => decision !== gone) }) === "allow") throw new Error("without an approval the change passes");
    }
  });
  return removed;
}

export function sameInputSameBytes(numRuns: number): void {
  const property = fc.property(policyText, world, (text, given) => {
    const { policy, ...rest } = caseOf(compiled(text), given);
    const first = canonicalText(judge({ ...rest, policy }));
    if (canonicalText(judge({ ...structuredClone(rest), policy: compiled(text) })) !== first) throw new Error("two verdicts on one case");
  });
  fc.assert(property, { numRuns });
}

/** I6, A17. Returns how many places were filled. */
export function onlyOthersFillPlaces(numRuns: number): number {
  let seats = 0;
  hold(numRuns, (input) => {
    const review = judge({ ...input, release: null });
    const contributors = new Set(input.change.contributors.map(({ person }) => person));
    const holders = review.places.flatMap(({ filledBy }) => filledBy ?? []);
    if ([...review.places, ...judge(input).places].some(({ filledBy }) => contributors.has(filledBy))) throw new Error("a contributor fills a place");
    if (new Set(holders).size !== holders.length) throw new Error("one person fills two places");
    const named = [...review.places.flatMap(({ couldFill }) => couldFill), ...review.reasons.filter(({ code }) => code === "approval-missing").flatMap(({ who }) => who)];
    if (named.some((person) => contributors.has(person))) throw new Error("a contributor is asked to approve");
    seats += holders.length;
  });
  return seats;
}

/** Whoever is named can cure: when all of them approve once more, nothing of the kind is missing. Returns how many cases were cured. */
export function whoeverIsNamedCanCure(numRuns: number): number {
  let cured = 0;
  hold(numRuns, (input) => {
    const review = { ...input, release: null };
    const missing = judge(review).reasons.filter(({ code }) => code === "approval-missing");
    if (missing.length === 0 || judge(review).reasons.some(({ code }) => code === "nobody-can-approve")) return;
    const named = [...new Set(missing.flatMap(({ who }) => who))];
    const after = judge(decided(review, ...named.map((person) => approval(person, { key: "passkey" }))));
    if (after.reasons.some(({ code }) => code === "approval-missing")) throw new Error("those who were named could not fill what was missing");
    cured++;
  });
  return cured;
}

export function releaseRestsOnReview(numRuns: number): number {
  let released = 0;
  hold(numRuns, (given) => {
    const input = { ...given, exceptions: [] };
    if (input.release === null || answerOf(input) !== "allow") return;
    released++;
    if (answerOf({ ...input, release: null }) !== "allow") throw new Error("a release was allowed whose change is not");
  });
  return released;
}

export function orderDoesNotMatter(numRuns: number): void {
  hold(numRuns, (input, number) => {
    const turned = <T>(list: readonly T[]): T[] => {
      const by = number % Math.max(list.length, 1);
      const rest = [...list.slice(by), ...list.slice(0, by)];
      return number % 2 === 0 ? rest : rest.reverse();
    };
    const { persons, qualifications: held, keys } = input.people;
    const moved: JudgeInput = {
      ...input,
      decisions: turned(input.decisions),
      escalations: turned(input.escalations),
      exceptions: turned(input.exceptions),
      evidence: { ...input.evidence, items: turned(input.evidence.items) },
      change: { ...input.change, contributors: turned(input.change.contributors) },
      people: { ...input.people, persons: new Map(turned([...persons])), qualifications: new Map(turned([...held])), keys: new Map(turned([...keys])) },
    };
    if (answerOf(moved) !== answerOf(input)) throw new Error("the order of a list decides");
  });
}

/** Against every way to seat them, for small sizes. */
export function fillingIsMaximum(numRuns: number): void {
  const most = (fits: readonly (readonly boolean[])[], place: number, taken: ReadonlySet<number>): number => {
    const row = fits[place];
    if (row === undefined) return 0;
    const seated = row.map((fit, candidate) => (fit && !taken.has(candidate) ? 1 + most(fits, place + 1, new Set([...taken, candidate])) : 0));
    return Math.max(most(fits, place + 1, taken), ...seated);
  };
  const matrix = fc.integer({ min: 0, max: 5 }).chain((width) => fc.array(fc.array(fc.boolean(), { minLength: width, maxLength: width }), { maxLength: 5 }));
  const property = fc.property(matrix, (rows) => {
    const fits = (place: number, candidate: number) => rows[place]?.[candidate] === true;
    const width = rows[0]?.length ?? 0;
    const seats = fill(rows.length, width, fits);
    const taken = seats.filter((candidate) => candidate !== -1);
    if (new Set(taken).size !== taken.length || seats.some((candidate, at) => candidate !== -1 && !fits(at, candidate))) throw new Error("that is no seating");
    if (taken.length !== most(rows, 0, new Set())) throw new Error("more places could be filled");
    // Going on from a smaller filling loses nobody, and comes as far.
    const half = seats.map((candidate, at) => (at % 2 === 0 ? candidate : -1));
    const further = fill(rows.length, width, fits, half);
    if (half.some((candidate) => candidate !== -1 && !further.includes(candidate))) throw new Error("somebody lost their place");
    if (further.filter((candidate) => candidate !== -1).length !== taken.length) throw new Error("it stopped short");
  });
  fc.assert(property, { numRuns });
}

const oddValue = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true, withSparseArray: true, withTypedArray: true, maxDepth: 3 }),
  fc.constantFrom<unknown>(
    undefined,
    null,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    2 ** 53,
    1e308,
    "",
    "__proto__",
    "constructor",
    "\ud800",
    "x".repeat(100_000),
    "\u202e",
    [],
    {},
    [[]],
    [null],
  ),
);

/** Replaces a value somewhere within plain data, or takes it away. */
function spoilt(value: unknown, path: readonly number[], odd: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== "object" || value === null) return odd;
  if (value instanceof Map) {
    const entries = [...value];
    const chosen = step % Math.max(entries.length, 1);
    return new Map(entries.map(([key, each], at) => [key, at === chosen ? spoilt(each, rest, odd) : each]));
  }
  if (Array.isArray(value)) return value.length === 0 ? [odd] : value.map((each: unknown, at) => (at === step % value.length ? spoilt(each, rest, odd) : each));
  const keys = Object.keys(value);
  const chosen = keys[step % Math.max(keys.length, 1)] ?? "x";
  return { ...value, [chosen]: spoilt((value as Record<string, unknown>)[chosen], rest, odd) };
}

/** Returns how many odd inputs were answered with something else than a refusal. */
export function neverThrows(numRuns: number): number {
  let answered = 0;
  const path = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 6 });
  const spoils = fc.array(fc.tuple(path, oddValue), { minLength: 1, maxLength: 2 });
  const property = fc.property(cases, fc.array(spoils, { minLength: 5, maxLength: 5 }), oddValue, (inputs, spoilers, whole) => {
    assertWellFormed(judge(whole as JudgeInput), "deny");
    for (const [at, { policy, ...data }] of inputs.entries()) {
      const odd = (spoilers[at] ?? []).reduce((value: unknown, [steps, one]) => spoilt(value, steps, one), data);
      const verdict = judge({ ...(odd as object), policy } as unknown as JudgeInput);
      assertWellFormed(verdict);
      if (verdict.verdict !== "deny") answered++;
    }
  });
  fc.assert(property, { numRuns: Math.ceil(numRuns / 5) });
  return answered;
}

// What the gate says itself; names and paths it repeats as it was given them.
function assertWellFormed(verdict: Verdict, answer: Verdict["verdict"] = verdict.verdict): void {
  const { headline, environment: asked, reasons, subject } = verdict;
  const whole =
    verdict.verdict === answer &&
    ["allow", "wait", "deny"].includes(answer) &&
    typeof headline === "string" &&
    (answer === "deny" || asked === null || typeof asked === "string") &&
    reasons.every(({ code, effect, sentence }) => reasonCodes[code].effect === effect && typeof sentence === "string") &&
    [verdict.types, verdict.fired, verdict.criteria, verdict.places, verdict.decisions, verdict.contributors, verdict.exceptions].every(Array.isArray) &&
    (subject === null || /^[0-9a-f]{64}$/.test(subject)) &&
    (answer === "allow") === reasons.every(({ effect }) => effect === "note");
  if (!whole) throw new Error(`the verdict is malformed: ${answer}, ${headline}`);
}
