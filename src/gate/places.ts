import type { ApprovalRule, SignatureKind } from "../model/policy.ts";

/** One place that a person of its own has to fill. */
export interface Place {
  readonly qualification: string | null;
  readonly role: string | null;
  readonly signature: SignatureKind;
}

/**
 * The places that a set of approval rules opens. Rules that name a qualification or a role ask for persons of their own; a rule that names
 * neither counts everybody, so it opens only what is still lacking: two people, one of them qualified for security, are two places.
 * The same rule asked for twice, by two tiers, is one rule with the greater count. A further rule never makes fewer approvals do: where a rule that
 * counts everybody asks for a passkey, every place does, so that whoever it counts signs as it asks.
 */
export function placesOf(rules: readonly ApprovalRule[]): readonly Place[] {
  const specific = new Map<string, ApprovalRule>();
  const heads = { any: 0, passkey: 0 };
  for (const rule of rules) {
    if (rule.qualification === null && rule.role === null) {
      heads[rule.signature] = Math.max(heads[rule.signature], rule.count);
      continue;
    }
    const key = `${rule.qualification}\0${rule.role}`;
    const known = specific.get(key);
    specific.set(key, {
      ...rule,
      count: Math.max(rule.count, known?.count ?? 0),
      signature: known?.signature === "passkey" ? "passkey" : rule.signature,
    });
  }
  const places: Place[] = [];
  for (const { qualification, role, count, signature } of specific.values()) {
    for (let filled = 0; filled < count; filled++) places.push({ qualification, role, signature: heads.passkey > 0 ? "passkey" : signature });
  }
  const anybody = (signature: SignatureKind): Place => ({ qualification: null, role: null, signature });
  while (places.length < heads.passkey) places.push(anybody("passkey"));
  while (places.length < heads.any) places.push(anybody("any"));
  return places;
}

/**
 * Fills as many places as possible with different persons (maximum bipartite matching, by augmenting paths: Kuhn 1955).
 * `fits(place, candidate)` says whether a candidate may fill a place. Returns for each place the candidate's position, or −1.
 * `before` is a filling to go on from: whoever has a place in it keeps one, perhaps another.
 */
export function fill(places: number, candidates: number, fits: (place: number, candidate: number) => boolean, before: readonly number[] = []): number[] {
  const placeOf = new Array<number>(candidates).fill(-1);
  const filledBy = new Array<number>(places).fill(-1);
  const take = (place: number, candidate: number): true => {
    placeOf[candidate] = place;
    filledBy[place] = candidate;
    return true;
  };
  for (const [place, candidate] of before.entries()) if (candidate !== -1) take(place, candidate);
  const seen = new Uint8Array(candidates);
  const tryPlace = (place: number): boolean => {
    for (let candidate = 0; candidate < candidates; candidate++) {
      if (placeOf[candidate] === -1 && fits(place, candidate)) return take(place, candidate);
    }
    for (let candidate = 0; candidate < candidates; candidate++) {
      if (seen[candidate] || !fits(place, candidate)) continue;
      seen[candidate] = 1;
      if (tryPlace(placeOf[candidate] ?? -1)) return take(place, candidate);
    }
    return false;
  };
  for (let place = 0; place < places; place++) {
    if (filledBy[place] !== -1) continue;
    seen.fill(0);
    tryPlace(place);
  }
  return filledBy;
}
