import { environmentOf, type Release, subjectOf } from "../gate/index.ts";
import { decisionNamespace } from "../ledger/index.ts";
import { canonicalBytes } from "../model/canonical.ts";
import { type Subject, subjectDigest } from "../model/decision.ts";
import { addDuration, compareDurations, parseDuration } from "../model/duration.ts";
import type { Draft } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Environment } from "../model/policy.ts";
import { type Case, inputOf, openCase } from "./case.ts";
import { contributorsOfCase } from "./escalate.ts";
import { type GateAnswer, gate } from "./gate.ts";
import { type By, refuse, requirePerson } from "./persons.ts";
import { requireRightClock } from "./right-clock.ts";
import { type Signer, verifySignature } from "./signatures.ts";
import { decideAndAppend, freshId, randomHex, type Workplace } from "./workplace.ts";

export interface BreakGlassOptions {
  readonly people: readonly { readonly by: By; readonly sign: Signer }[];
  readonly environment: string;
  readonly change: string;
  readonly artifact?: string | undefined;
  /** At least 20 characters: it is read by whoever reviews it afterwards. */
  readonly reason: string;
  readonly validFor?: string | undefined;
}

/** What the people of an emergency sign, each with a key of their own. */
interface BreakGlassDocument {
  readonly schema: "countersign/break-glass/v1";
  readonly id: string;
  readonly ledger: string;
  readonly people: readonly { readonly person: string; readonly printedName: string }[];
  readonly subject: Subject;
  readonly reason: string;
  /** RFC 3339, UTC. */
  readonly expires: string;
  readonly nonce: string;
  readonly time: string;
}

const shortestReason = 20;

/**
 * An emergency allow: two people of the policy's number sign a reason and an expiry, a review afterwards is opened for somebody else, and the gate answers. Throws `Failure` when the environment knows
 * no break-glass, the clock is wrong, the reason is too short, or the people are not different, active persons of whom one is no contributor.
 */
export async function breakGlass(workplace: Workplace, options: BreakGlassOptions): Promise<GateAnswer> {
  const opened = await openCase(workplace, options.change);
  requireRightClock(workplace);
  const environment = environmentOf(opened.policy.policy, options.environment);
  if (!environment?.breakGlass)
    throw new Failure("refused", `The policy lets nobody break the glass for ${options.environment}.`, { hint: "Its environment would need a break-glass rule." });
  const people = await signersOf(workplace, options, opened, environment.breakGlass.people);
  const release: Release = { environment: options.environment, artifact: options.artifact ?? null };
  const now = workplace.clock();
  const document = documentOf(workplace, opened, options, people, release, expiryOf(environment, options.validFor, now));
  const bytes = canonicalBytes(document);
  const armours: { person: string; armour: string }[] = [];
  for (const { person, sign } of people) armours.push({ person: person.id, armour: await sign(bytes, decisionNamespace) });
  await decideAndAppend(workplace, async () => {
    const current = await openCase(workplace, options.change);
    // Signing takes time, and an emergency whose end nobody can tell is no emergency.
    requireRightClock(workplace);
    // Who signs, and with which key, is asked in the step that records it.
    const signatures: { person: string; fingerprint: string; armour: string }[] = [];
    for (const { person, armour } of armours) {
      await requirePerson(workplace, person, "break-glass");
      signatures.push({ person, fingerprint: (await verifySignature(workplace, person, bytes, armour, decisionNamespace)).fingerprint, armour });
    }
    const subject = subjectOf(inputOf(current, release, workplace.clock()));
    if (subject === null || subjectDigest(subject) !== subjectDigest(document.subject))
      throw new Failure("stale", "The change moved on while it was being signed. Nothing was recorded.", { hint: "Look at it again." });
    return { size: current.size, drafts: draftsOf(workplace, document, bytes, signatures, environment, now), answer: () => undefined };
  });
  return await gate(workplace, { environment: options.environment, change: options.change, artifact: options.artifact });
}

type Signing = { readonly person: Awaited<ReturnType<typeof requirePerson>>; readonly sign: Signer };

async function signersOf(workplace: Workplace, { people, reason }: BreakGlassOptions, opened: Case, needed: number): Promise<Signing[]> {
  if (reason.trim().length < shortestReason)
    throw new Failure("bad-input", `The reason has at least ${shortestReason} characters.`, { hint: "Say what is broken, since when, and why it cannot wait." });
  const signing = await Promise.all(people.map(async ({ by, sign }) => ({ person: await requirePerson(workplace, by, "break-glass"), sign })));
  const different = new Set(signing.map(({ person }) => person.id));
  const [first] = signing;
  if (different.size < needed || different.size !== signing.length)
    return await refuse(workplace, "break-glass", "quorum-distinct", first?.person ?? null, `Breaking the glass takes ${needed} different people.`);
  const contributors = contributorsOfCase(opened);
  if ([...different].every((id) => contributors.has(id)))
    return await refuse(workplace, "break-glass", "author-conflict", first?.person ?? null, "Everybody who signs contributed to the change; one of them must be somebody else.");
  return signing;
}

function expiryOf({ breakGlass: rule }: Environment, wanted: string | undefined, now: number): number {
  const longest = rule?.validFor ?? { count: 4, unit: "h" as const };
  if (wanted === undefined) return addDuration(now, longest);
  const duration = parseDuration(wanted);
  if (duration === null) throw new Failure("bad-input", `${JSON.stringify(wanted)} is not a duration.`, { hint: "Write it as 30m or 2h." });
  if (compareDurations(duration, longest) > 0) throw new Failure("bad-input", `The glass stays broken for at most ${longest.count}${longest.unit}.`);
  return addDuration(now, duration);
}

function documentOf(workplace: Workplace, opened: Case, { reason }: BreakGlassOptions, people: readonly Signing[], release: Release, expires: number): BreakGlassDocument {
  const now = workplace.clock();
  const subject = subjectOf(inputOf(opened, release, now));
  if (subject === null) throw new Failure("bad-input", "The change has no result to deploy: base and head conflict.");
  return {
    schema: "countersign/break-glass/v1",
    id: freshId(workplace, "b"),
    ledger: workplace.store.identity.origin,
    people: people.map(({ person }) => ({ person: person.id, printedName: person.name })),
    subject,
    reason: reason.trim(),
    expires: new Date(expires).toISOString(),
    nonce: randomHex(workplace, 32),
    time: new Date(now).toISOString(),
  };
}

function draftsOf(
  workplace: Workplace,
  document: BreakGlassDocument,
  bytes: Uint8Array,
  signatures: readonly { person: string; fingerprint: string; armour: string }[],
  environment: Environment,
  now: number,
): Draft[] {
  const people = signatures.map(({ person, fingerprint }) => ({ person, fingerprint }));
  const armours = Object.fromEntries(signatures.map(({ person, armour }) => [person, armour]));
  return [
    {
      type: "break-glass-used",
      actor: people[0]?.person ?? "system",
      key: `break-glass/${document.nonce}`,
      data: {
        exception: document.id,
        change: document.subject.change,
        environment: environment.name,
        subjectDigest: subjectDigest(document.subject),
        people,
        expires: Date.parse(document.expires),
      },
      git: { commit: document.subject.head, tree: document.subject.resultTree },
      private: {
        reason: { mediaType: "text/plain", bytes: Buffer.from(document.reason) },
        documents: { mediaType: "application/json", bytes },
        signatures: { mediaType: "application/json", bytes: Buffer.from(JSON.stringify(armours)) },
      },
    },
    {
      type: "escalation-opened",
      actor: "system",
      key: `break-glass-review/${document.id}`,
      data: {
        escalation: freshId(workplace, "x"),
        kind: "break-glass-review",
        change: document.subject.change,
        decision: null,
        criterion: null,
        level: 0,
        to: { qualification: null, role: null, not: people.map(({ person }) => person) },
        due: addDuration(now, environment.breakGlass?.reviewWithin ?? { count: 24, unit: "h" }),
      },
      private: { note: { mediaType: "text/plain", bytes: Buffer.from(`Review of the emergency ${document.id}: ${document.reason}`) } },
    },
  ];
}
