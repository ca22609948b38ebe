import { useSyncExternalStore } from "react";
import { exact, relative } from "../time.ts";

/** A time: relative to read, exact with its zone on hover. `exactly` shows the exact one, as wherever something is signed. */
export function Time({ at, exactly = false }: { readonly at: string; readonly exactly?: boolean }) {
  const now = useNow();
  return (
    <time dateTime={at} title={exactly ? relative(at, now) : exact(at)} className="nowrap">
      {exactly ? exact(at) : relative(at, now)}
    </time>
  );
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

/** The time of the last half minute, one for the whole page, so that two sentences never disagree. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(tick, 30_000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}
