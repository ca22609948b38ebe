import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Draft } from "../model/fact.ts";
import { BlobFolder } from "./blobs.ts";
import { KeptDocuments } from "./kept-documents.ts";
import { SqliteEngine } from "./sqlite-engine.ts";
import { gitId, json, sqliteBed, text } from "./testing.ts";

const failsWith = (code: string) => expect.objectContaining({ name: "Failure", code });

function evidence(id: string): Draft {
  return {
    type: "evidence-added",
    actor: "ci",
    key: id,
    data: { evidence: id, project: "claims", commit: gitId("a"), kind: "tests", format: "junit", state: "accepted", producer: "ci" },
    private: { file: text(`file of ${id}`), reading: json({ of: id, more: "x".repeat(400) }), name: text(`${id}.xml`) },
  };
}

const erase = (...commitments: string[]): Draft => ({ type: "document-erased", actor: "system", key: `erase/${commitments[0]}`, data: { commitments, reason: "asked" } });

describe("readings that are kept", () => {
  it("are parsed once, also by whoever comes later, and stay as they were told apart", async () => {
    const bed = await sqliteBed();
    try {
      const store = await bed.open();
      await store.append([evidence("e-1")]);
      const [first] = await store.read.evidenceFor("claims", gitId("a"));
      expect([first?.name, first?.reading]).toEqual(["e-1.xml", { of: "e-1", more: "x".repeat(400) }]);
      await store.append([evidence("e-2")]);
      const [again, second] = await store.read.evidenceFor("claims", gitId("a"));
      expect(again?.reading).toBe(first?.reading);
      expect(second?.reading).toMatchObject({ of: "e-2" });
      await store.close();
    } finally {
      bed.end();
    }
  });

  it("are gone once they are erased, also by another process, and nothing else is", async () => {
    const bed = await sqliteBed();
    try {
      const [store, other] = [await bed.open(), await bed.open()];
      await store.append([evidence("e-1"), evidence("e-2")]);
      const read = () => store.read.evidenceFor("claims", gitId("a"));
      expect((await read()).map(({ reading }) => reading)).toMatchObject([{ of: "e-1" }, { of: "e-2" }]);
      const { reading, name } = (await store.read.fact(1))?.commitments ?? {};
      await other.append([erase(reading?.commitment ?? "", name?.commitment ?? "")]);
      for (const _ of [1, 2])
        expect((await read()).map((each) => [each.name, each.reading])).toMatchObject([
          [null, null],
          ["e-2.xml", { of: "e-2" }],
        ]);
      await Promise.all([store.close(), other.close()]);
    } finally {
      bed.end();
    }
  });

  it("are held against their commitment when they are opened, and pushed out by others in the order in which they were asked for", async () => {
    const bed = await sqliteBed();
    try {
      const store = await bed.open();
      const documents = Array.from({ length: 4 }, (_, at) => ({ ...evidence(`e-${at}`), private: { file: text("0123456789".repeat(at + 1)) } }));
      await store.append(documents);
      const named = (await store.read.facts(1, 5)).map(({ commitments }) => commitments["file"]?.commitment ?? "");
      const [a = "", b = "", c = "", d = ""] = named;
      const opened: string[] = [];
      const kept = new KeptDocuments(({ bytes }) => opened.push(Buffer.from(bytes).toString("utf8")) && bytes.length, 60);
      const engine = new SqliteEngine({ file: join(bed.folder, "ledger.db") });
      const ask = (...commitments: string[]) => kept.read(engine.reads, new BlobFolder(join(bed.folder, "blobs")), commitments);
      expect([...(await ask(a, b, c)).values()]).toEqual([10, 20, 30]);
      // All three are 60 bytes; the fourth, of 40, leaves room for the newest of 20 only.
      await ask(b);
      expect((await ask(d)).get(d)).toBe(40);
      await ask(b, d);
      expect(opened).toHaveLength(4);
      await ask(a);
      expect(opened).toHaveLength(5);
      await store.close();
      bed.edit("update openings set bytes = x'6e6f'");
      await expect(ask(c)).rejects.toEqual(failsWith("integrity"));
      await engine.close();
    } finally {
      bed.end();
    }
  });
});
