import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { refresh } from "../api/queries.ts";

/** Milliseconds after which a broken stream is opened again. The browser does so by itself, unless the server refused. */
const again = 5_000;
const listeners = new Set<() => void>();
let lostSince: string | null = null;

/** Since when the server cannot be reached, or null. */
export function useLostSince(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => lostSince,
  );
}

export function setReachable(reachable: boolean): void {
  const next = reachable ? null : (lostSince ?? new Date().toISOString());
  if (next === lostSince) return;
  lostSince = next;
  for (const listener of listeners) listener();
}

/**
 * Keeps what is on screen as new as the ledger: whenever a fact was added, by anyone, everything shown is asked again. Returns how to stop.
 * A stream that ends may mean that the session did; asking who is signed in tells.
 */
export function follow(client: QueryClient): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let opened = false;
  const open = () => {
    source = new EventSource("/api/events");
    source.addEventListener("open", () => {
      setReachable(true);
      // Between two streams something may have happened.
      if (opened) void refresh(client);
      opened = true;
    });
    source.addEventListener("ledger", () => void refresh(client));
    source.addEventListener("error", () => {
      // One that is under way is left to end: a stream that breaks again and again would otherwise never let it.
      void client.invalidateQueries({ queryKey: ["me.read"] }, { cancelRefetch: false });
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, again);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
