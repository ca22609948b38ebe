import { Failure } from "../model/failure.ts";
import type { AttestationRecord } from "../store/index.ts";
import { type By, requireRole } from "./persons.ts";
import { decideAndAppend, freshId, type Workplace } from "./workplace.ts";

const aDay = 86_400_000;

/** What a role keeps true and no record can show. */
export interface Attestable {
  readonly id: string;
  readonly role: "administrator" | "engineering-lead" | "project-manager" | "technology-leader";
  /** What is said to be so. */
  readonly says: string;
  /** For how long it holds, in milliseconds. */
  readonly period: number;
}

/** Everything that is attested (R104). Ids are stable; one that is gone is never used for anything else. */
export const attestables: readonly Attestable[] = [
  { id: "restore-tried", role: "administrator", says: "A backup was put back on another machine, and its ledger verified there.", period: 90 * aDay },
  { id: "roles-still-fit", role: "administrator", says: "The roles of everybody were gone through with whoever they work for, and still fit.", period: 90 * aDay },
  { id: "signals-talked-about", role: "engineering-lead", says: "The team talked about its review signals and second looks, without ranking anybody.", period: 30 * aDay },
  { id: "doubt-is-welcome", role: "engineering-lead", says: "Everybody who reviews knows how to be unsure, and that it is welcome.", period: 180 * aDay },
  { id: "risks-gone-through", role: "project-manager", says: "The risks of each project were gone through with whoever answers for them.", period: 30 * aDay },
  {
    id: "gaps-gone-through",
    role: "technology-leader",
    says: "The gaps of the framework were gone through, and each has somebody who closes it or says why not.",
    period: 90 * aDay,
  },
  { id: "hours-for-reviews", role: "project-manager", says: "The plan holds hours for reviews, and reviewers were asked whether they are enough.", period: 30 * aDay },
];

const longestStatement = 2_000;

/** Says that something is so, until its period is over. Only a holder of the item's role may. Throws `Failure`: `not-found`, `refused`, `bad-input`. */
export async function attest(workplace: Workplace, by: By, item: string, statement: string): Promise<AttestationRecord> {
  const id = freshId(workplace, "a");
  return await decideAndAppend(workplace, async () => {
    const { size } = workplace.store;
    const asked = attestables.find((each) => each.id === item);
    if (asked === undefined)
      throw new Failure("not-found", `Nothing called ${JSON.stringify(item)} is attested.`, { hint: `One of ${attestables.map((each) => each.id).join(", ")}.` });
    const person = await requireRole(workplace, by, "attest", [asked.role]);
    const said = requireStatement(statement);
    const data = { attestation: id, item, role: asked.role, person: person.id, until: workplace.clock() + asked.period };
    return {
      size,
      drafts: [{ type: "attestation-made", actor: person.id, key: `attestation/${id}`, data, private: { statement: { mediaType: "text/plain", bytes: Buffer.from(said) } } }],
      answer: () => requireAttestation(workplace, id),
    };
  });
}

function requireStatement(statement: string): string {
  const said = statement.trim();
  if (said !== "" && said.length <= longestStatement && said.isWellFormed()) return said;
  throw new Failure("bad-input", `An attestation says in 1 to ${longestStatement.toLocaleString("en")} characters what was done.`);
}

async function requireAttestation({ store }: Workplace, id: string): Promise<AttestationRecord> {
  const found = (await store.read.attestations()).find((each) => each.id === id);
  if (found) return found;
  throw new TypeError("what was just attested is gone");
}

/** Where an item stands: who attested it last, and when it is due; what nobody has attested yet is due one period after the organisation began. */
export interface AttestationState {
  readonly item: Attestable;
  readonly last: AttestationRecord | null;
  readonly due: number;
}

/** Every item, in the order of the list. */
export async function attestationStates({ store }: Workplace): Promise<AttestationState[]> {
  const [made, { foundedAt }] = await Promise.all([store.read.attestations(), store.read.organisation()]);
  return attestables.map((item) => {
    const last = made.findLast((each) => each.item === item.id) ?? null;
    return { item, last, due: last?.until ?? foundedAt + item.period };
  });
}
