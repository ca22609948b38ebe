import { useSyncExternalStore } from "react";

interface Said {
  readonly id: number;
  readonly text: string;
}

/** How long a line stays to be read, in milliseconds. */
const stays = 6_000;
const listeners = new Set<() => void>();
let lines: readonly Said[] = [];
let last = 0;

/** Says something in passing, on screen and to a screen reader: `announce("Copied.")`. What needs an answer belongs on the page instead. */
export function announce(text: string): void {
  const said = { id: ++last, text };
  change([...lines.slice(-2), said]);
  setTimeout(() => change(lines.filter(({ id }) => id !== said.id)), stays);
}

function change(next: readonly Said[]): void {
  lines = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where announced lines appear. Once, in the shell. */
export function Status() {
  const shown = useSyncExternalStore(subscribe, () => lines);
  return (
    <div className="status" role="status">
      {shown.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  );
}
