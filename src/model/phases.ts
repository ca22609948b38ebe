/** A checkpoint at which a project left a phase. */
export interface Advance {
  readonly phase: string;
  readonly checkpoint: string;
  /** The phase that stands before it in the project's framework, where that is said; null for the first. */
  readonly after?: string | null | undefined;
}

/** Why a project cannot advance so after it advanced like that, the oldest first; null when it can. A phase is left once, and by each of its checkpoints once. */
export function advanceTrouble(before: readonly Advance[], { phase, checkpoint, after }: Advance): string | null {
  const last = before.at(-1)?.phase ?? null;
  const earlier = before.filter((each) => each.phase === phase);
  if (earlier.some((each) => each.checkpoint === checkpoint)) return `the phase ${phase} has passed its checkpoint ${checkpoint}.`;
  if (phase === last) return null;
  if (earlier.length > 0) return `the phase ${phase} was left before ${last}.`;
  if (after !== undefined && after !== last)
    return after === null ? `${phase} comes first, and ${last} was left.` : `${phase} comes after ${after}, and ${last ?? "no phase"} was left last.`;
  return null;
}
