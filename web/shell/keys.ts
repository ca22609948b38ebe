import { useEffect, useRef, useSyncExternalStore } from "react";
import { readDevice } from "../device.ts";

export interface Binding {
  /** `j`, `?`, `Enter`, or two keys after each other: `g i`. `mod+k` is Ctrl, or ⌘ on a Mac. */
  readonly keys: string;
  /** What it does, for the help: "Next change". */
  readonly says: string;
  readonly act: () => void;
}

interface Group {
  readonly title: string;
  readonly bindings: readonly Binding[];
}

/** Milliseconds in which the second key of two is waited for. */
const patience = 1_000;
const listeners = new Set<() => void>();
let groups: readonly Group[] = [];
let first: { readonly key: string; readonly at: number } | null = null;

/** Makes keys act while the component is mounted. What was mounted last wins. No key ever approves anything. */
export function useKeys(title: string, bindings: readonly Binding[]): void {
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  const names = bindings.map(({ keys, says }) => `${keys}\u0000${says}`).join("\u0001");
  useEffect(() => {
    const group: Group = {
      title,
      bindings: names.split("\u0001").map((name, at) => {
        const [keys = "", says = ""] = name.split("\u0000");
        return { keys, says, act: () => latest.current[at]?.act() };
      }),
    };
    change([...groups, group]);
    return () => change(groups.filter((each) => each !== group));
  }, [title, names]);
}

/** What acts now, for the help. */
export function useGroups(): readonly Group[] {
  return useSyncExternalStore(subscribe, () => groups);
}

function change(next: readonly Group[]): void {
  groups = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Listens for the whole page. Returns how to stop. */
export function listenForKeys(): () => void {
  window.addEventListener("keydown", press);
  return () => window.removeEventListener("keydown", press);
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.repeat || event.isComposing || event.altKey) return;
  const modified = event.ctrlKey || event.metaKey;
  if (!modified && (readDevice().keys === "off" || isWriting(event.target))) return;
  // Behind a dialog nothing acts.
  if (document.querySelector("dialog[open]") !== null) return;
  const name = modified ? `mod+${event.key.toLowerCase()}` : event.key;
  const earlier = first !== null && event.timeStamp - first.at < patience ? first.key : null;
  const found = (earlier === null ? undefined : find(`${earlier} ${name}`)) ?? find(name);
  first = found === undefined && !modified ? { key: name, at: event.timeStamp } : null;
  if (found === undefined) return;
  event.preventDefault();
  found.act();
}

function find(keys: string): Binding | undefined {
  return groups
    .toReversed()
    .flatMap(({ bindings }) => bindings)
    .find((binding) => binding.keys === keys);
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["radio", "checkbox", "button", "submit"].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** `j` and `k` move the focus over whatever carries `data-row`, in the order of the page; `Enter` is the browser's own. */
export function useRowKeys(what: string): void {
  useKeys("In lists", [
    { keys: "j", says: `Next ${what}`, act: () => focusRow(1) },
    { keys: "k", says: `Previous ${what}`, act: () => focusRow(-1) },
  ]);
}

function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")].filter((row) => row.offsetParent !== null);
  const at = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const next = at === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step));
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: "nearest" });
}
