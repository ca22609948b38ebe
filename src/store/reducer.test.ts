import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Fact } from "../model/fact.ts";
import { fold, openedBy, type ViewChange } from "./reducer.ts";
import { columnsOf, viewIndexes, viewNames, views } from "./schema.ts";
import { decision, digest, json, randomDrafts } from "./testing.ts";
import { Replay } from "./views.ts";

const nothing = () => null;

function factAt(index: number, type: string, data: unknown, documents: Record<string, string> = {}): Fact {
  const commitments = Object.fromEntries(Object.entries(documents).map(([name, commitment]) => [name, { commitment, size: 1, mediaType: "text/plain" }]));
  return { type, index, at: 1_000 + index, actor: "p-1", organisation: "o-1", data, links: [], key: `k-${index}`, commitments } as unknown as Fact;
}

const enrolled = (index: number, person: string) => factAt(index, "person-enrolled", { person, kind: "person", roles: ["reviewer"] }, { profile: digest(person) });
const profiles = (known: Record<string, unknown>) => (commitment: string) => {
  const found = Object.entries(known).find(([person]) => digest(person) === commitment)?.[1];
  return found === undefined ? null : json(found).bytes;
};

function rowsAfter(changes: readonly ViewChange[], view: (typeof viewNames)[number]) {
  const replay = new Replay();
  for (const change of changes) replay.apply(change);
  return [...replay.rows(view).values()];
}

describe("folding", () => {
  it("writes whole rows: exactly the columns that the table has, and the index of the fact", () => {
    fc.assert(
      fc.property(randomDrafts(20), (drafts) => {
        for (const [index, draft] of drafts.entries()) {
          for (const change of fold(factAt(index, draft.type, draft.data, { file: digest(1), profile: digest(2) }), nothing)) {
            if (change.kind !== "put") continue;
            expect(Object.keys(change.row).sort()).toEqual(columnsOf(change.view).sort());
            expect(change.row["last_index"]).toBe(index);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it("writes only what a column can hold: text, numbers and null", () => {
    const [put] = fold(factAt(3, "decision-made", decision().data), nothing);
    expect(put).toMatchObject({ view: "decisions", row: { answers: '[{"criterion":"rollback-known","value":"met"}]', until: null, made_at: 1_003 } });
    if (put?.kind === "put") for (const cell of Object.values(put.row)) expect(cell === null || ["string", "number"].includes(typeof cell)).toBe(true);
  });

  it("does not depend on the order of members", () => {
    const { data } = decision();
    const turned = Object.fromEntries(Object.entries({ ...data, subject: Object.fromEntries(Object.entries(data.subject).reverse()) }).reverse());
    expect(fold(factAt(1, "decision-made", turned), nothing)).toEqual(fold(factAt(1, "decision-made", data), nothing));
  });

  it("opens what the views look people up by, and nothing else", () => {
    expect(openedBy(enrolled(1, "p-1"))).toEqual([digest("p-1")]);
    expect(openedBy(factAt(1, "decision-made", decision().data, { document: digest(1), answers: digest(2) }))).toEqual([]);
    expect(openedBy(factAt(1, "key-enrolled", {}, { publicKey: digest(1), credential: digest(2), other: digest(3) }))).toEqual([digest(1), digest(2)]);
    expect(openedBy(factAt(1, "person-enrolled", {}))).toEqual([]);
    expect(openedBy(factAt(1, "constructor", {}))).toEqual([]);
  });

  it("never refuses a private document: an erased or malformed one leaves its columns null", () => {
    for (const opened of [null, Buffer.from("{"), Buffer.from("[]"), Buffer.from('{"a":1,"a":2}'), Buffer.from([0xff])]) {
      expect(
        rowsAfter(
          fold(enrolled(1, "p-1"), () => opened),
          "people",
        ),
      ).toMatchObject([{ id: "p-1", handle: null, name: null, emails: null, active: 1 }]);
    }
  });

  it("keeps both rows of an address that was recorded for two persons, so that erasing one leaves the other", () => {
    const open = profiles({ "p-1": { handle: "ana", name: "Ana", emails: ["Team@x.example"] }, "p-2": { handle: "bo", name: "Bo", emails: ["team@x.example"] } });
    const changes = [...fold(enrolled(1, "p-1"), open), ...fold(enrolled(2, "p-2"), open)];
    expect(rowsAfter(changes, "addresses")).toMatchObject([{ person: "p-1" }, { person: "p-2" }]);
    const erasing = fold(factAt(3, "document-erased", { commitments: [digest("p-2")], reason: "asked" }), nothing);
    expect(rowsAfter([...changes, ...erasing], "addresses")).toMatchObject([{ email: "team@x.example", person: "p-1" }]);
    expect(rowsAfter([...changes, ...erasing], "people")).toMatchObject([{ handle: "ana" }, { id: "p-2", handle: null, last_index: 3 }]);
  });

  it("changes nothing when a row that it speaks of is not there", () => {
    const orphans = [
      factAt(1, "person-changed", { person: "p-9", roles: [], active: true }),
      factAt(2, "key-revoked", { person: "p-9", fingerprint: "f" }),
      factAt(3, "decision-withdrawn", { decision: "d-9", person: "p-9" }),
      factAt(4, "escalation-resolved", { escalation: "x-9", decision: null, person: "p-9" }),
    ];
    const changes = orphans.flatMap((fact) => fold(fact, nothing));
    for (const view of viewNames) expect(rowsAfter(changes, view)).toEqual([]);
  });

  it("does nothing for a fact of a type that it does not know", () => {
    expect(fold(factAt(1, "coffee-made", { by: "p-1" }), nothing)).toEqual([]);
  });
});

describe("the views' tables", () => {
  it("have their keys and indexes among their columns", () => {
    for (const view of viewNames) expect(columnsOf(view)).toEqual(expect.arrayContaining([...views[view].key]));
    for (const { view, columns } of viewIndexes) expect(columnsOf(view)).toEqual(expect.arrayContaining([...columns]));
  });
});
