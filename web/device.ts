import { useSyncExternalStore } from "react";

/** What a person sets for this browser only. Kept in the browser; the server never hears of it. */
export interface Device {
  readonly theme: "system" | "light" | "dark";
  readonly motion: "system" | "less";
  /** Whether single keys act; people who speak to their computer switch them off. */
  readonly keys: "on" | "off";
}

const standard: Device = { theme: "system", motion: "system", keys: "on" };
const place = "countersign.device";
const listeners = new Set<() => void>();
let current = read();

/** Reads what was stored; whatever does not fit falls back. A browser that refuses storage has the standard. */
function read(): Device {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(place) ?? "{}");
    return deviceFrom(stored);
  } catch {
    return standard;
  }
}

export function deviceFrom(stored: unknown): Device {
  const { theme, motion, keys } = (typeof stored === "object" && stored !== null ? stored : {}) as { [name: string]: unknown };
  return {
    theme: theme === "light" || theme === "dark" ? theme : "system",
    motion: motion === "less" ? "less" : "system",
    keys: keys === "off" ? "off" : "on",
  };
}

/** Puts the settings on the document, where the style reads them. */
export function applyDevice(): void {
  const { dataset } = document.documentElement;
  dataset["theme"] = current.theme;
  dataset["motion"] = current.motion;
}

export function setDevice(change: Partial<Device>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(place, JSON.stringify(current));
  } catch {
    // Without storage the setting holds until the page is closed.
  }
  applyDevice();
  for (const listener of listeners) listener();
}

export function readDevice(): Device {
  return current;
}

export function useDevice(): Device {
  return useSyncExternalStore(subscribe, readDevice);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
