import type { Component, ComponentReport, Inconsistency } from "../model/evidence.ts";
import { Licences } from "./bill-licences.ts";
import { groupedName, packageOf } from "./bill-names.ts";
import { limits } from "./limits.ts";
import { Halt, quoted } from "./outcome.ts";

/** A package as a document of any format lists it. */
export interface Entry {
  readonly purl: string | null;
  readonly group: string | null;
  readonly name: string;
  readonly version: string | null;
  readonly licences: readonly (string | null | undefined)[];
}

/** What a bill of materials lists, each package once. What the document describes is no part of itself, however often it stands there. */
export class Bill {
  readonly #licences = new Licences();
  readonly #components = new Map<string, Component>();
  #described: { readonly identity: string; readonly name: string; readonly version: string | null; readonly digests: readonly string[] } | null = null;

  /** To be called before `add`. */
  describe(entry: Entry, digests: readonly string[]): void {
    const { identity, component } = this.#named(entry);
    this.#described = { identity, name: component.name, version: component.version, digests };
  }

  /** Throws `Halt` beyond the limit. */
  add(entry: Entry): void {
    const { identity, component } = this.#named(entry);
    if (identity === this.#described?.identity) return;
    const there = this.#components.get(identity);
    if (there === undefined && this.#components.size >= limits.components)
      throw new Halt("too-large", `The document lists more than ${limits.components} components; hand it in as several documents.`);
    this.#components.set(identity, there === undefined ? component : { ...there, licences: [...new Set([...there.licences, ...component.licences])] });
  }

  get described(): ComponentReport["described"] {
    if (this.#described === null) return null;
    const { name, version, digests } = this.#described;
    return { name, version, digests };
  }

  get components(): Component[] {
    return [...this.#components.values()];
  }

  #named({ purl, group, name, version, licences }: Entry): { readonly identity: string; readonly component: Component } {
    const named = purl === null ? null : packageOf(purl);
    const whole = named?.name ?? groupedName(group ?? "", name);
    const of = named?.version ?? version;
    const component = { purl, ecosystem: named?.ecosystem ?? null, name: whole, version: of, licences: this.#licences.all(licences) };
    return { identity: named?.identity ?? `${whole}\0${of ?? ""}`, component };
  }
}

/** Whether a value has a member by which a reader of another format tells its own: each file has one reader. */
export function isOtherReport(value: object): boolean {
  return ["runs", "results", "auditReportVersion", "advisories", "_type"].some((name) => Object.hasOwn(value, name));
}

const hashes = /^(?:adler32|md[2-6]|sha\d{1,3}|sha3-\d{3}|blake2b-\d{3}|blake3|streebog-\d{3})$/;

/** Bits of those that are not called by them; of the rest any length is taken. */
const otherwiseCalled: ReadonlyMap<string, number> = new Map([
  ["sha1", 160],
  ["md5", 128],
  ["adler32", 32],
]);

/** A digest as `sha256:hex`, from an algorithm in any document's spelling; null for an algorithm that makes no digest, signatures for instance. Throws `Halt` (`corrupt`) for one that is no digest of that algorithm. */
export function digestOf(algorithm: string, value: string, where: string): string | null {
  const name = algorithm
    .toLowerCase()
    .replaceAll("_", "-")
    .replace(/^sha-(?=\d)/, "sha")
    .replace(/^blake2b(?=\d)/, "blake2b-");
  if (!hashes.test(name)) return null;
  const hex = value.trim().toLowerCase();
  const bits = otherwiseCalled.get(name) ?? Number(/\d{3}$/.exec(name)?.[0] ?? 0);
  if (/^(?:[0-9a-f]{2}){4,128}$/.test(hex) && (bits === 0 || hex.length === bits / 4)) return `${name}:${hex}`;
  throw new Halt("corrupt", `At ${quoted(where)}: ${quoted(value, 40)} is no digest of ${quoted(algorithm, 20)}; write the document anew.`);
}

/** A document that lists nothing and describes nothing says nothing. Whether one that describes something may list nothing, the lockfiles tell. */
export function emptiness(bill: Bill): Inconsistency[] {
  if (bill.described !== null || bill.components.length > 0) return [];
  return [{ code: "empty-report", sentence: "The document lists no component and does not say what it describes.", declared: null, counted: "0" }];
}

const listLength = 20;

/** `truncated` when the graph of a document names what it does not hold: something was taken out, or never written. */
export function missingParts(names: ReadonlySet<string>): Inconsistency[] {
  if (names.size === 0) return [];
  const shown = [...names].slice(0, listLength).map((name) => quoted(name));
  const rest = names.size > shown.length ? ` and ${names.size - shown.length} more` : "";
  return [
    {
      code: "truncated",
      sentence: `The document names ${names.size} ${names.size === 1 ? "part" : "parts"} of its graph that it does not list: ${shown.join(", ")}${rest}.`,
      declared: `${names.size}`,
      counted: "0",
    },
  ];
}
