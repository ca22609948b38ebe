import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCheckpoint, parseTrustPolicy, parseVkey, verifyProof } from "../ledger/index.ts";
import type { Draft } from "../model/fact.ts";
import type { Store } from "./store.ts";
import { change, comment, decision, digest, gitId, json, login, passkey, person, project, randomDrafts, startOfTime, type TestBed, text, token, verifyFolder } from "./testing.ts";

const failsWith = (code: string) => expect.objectContaining({ name: "Failure", code });

/** What every database under the store must do. Run by each, on a bed of its own. */
export function describeStore(name: string, makeBed: () => Promise<TestBed>): void {
  describe(`the store on ${name}`, () => {
    let bed: TestBed;
    const opened: Store[] = [];

    async function open(options: Parameters<TestBed["open"]>[0] = {}): Promise<Store> {
      const store = await bed.open(options);
      opened.push(store);
      return store;
    }

    async function closeAll(): Promise<void> {
      for (const store of opened.splice(0)) await store.close().catch(() => {});
    }

    async function unequalViews(store: Store): Promise<string[]> {
      return (await store.checkViews()).filter(({ equal }) => !equal).map(({ table }) => table);
    }

    beforeEach(async () => {
      bed = await makeBed();
    });
    afterEach(async () => {
      await closeAll();
      bed.end();
    });

    describe("appending", () => {
      it("gives facts the next places, next to each other, with the clock's time", async () => {
        const store = await open();
        bed.clock.now = startOfTime + 5_000;
        expect(await store.append([project("claims"), project("billing")])).toEqual([
          { index: 1, at: startOfTime + 5_000, repeated: false },
          { index: 2, at: startOfTime + 5_000, repeated: false },
        ]);
        expect((await store.read.facts(0, 9)).map(({ type }) => type)).toEqual(["organisation-founded", "project-registered", "project-registered"]);
      });

      it("I2 gives the facts of callers that come at once places without a gap, in batches of at most the size that was set", async () => {
        const store = await open({ maximumBatch: 4 });
        const places = await Promise.all(Array.from({ length: 30 }, (_, number) => store.append([project(`p${number}`)])));
        expect(places.map(([place]) => place?.index)).toEqual(Array.from({ length: 30 }, (_, number) => number + 1));
        expect(store.size).toBe(31);
      });

      it("commits what queues while a commit runs together", async () => {
        const store = await open();
        const notes = new Set<string>();
        await Promise.all(Array.from({ length: 200 }, (_, number) => store.append([project(`p${number}`)]).then(async () => notes.add(String(store.size)))));
        // All 200 were asked for in one turn: the ledger had one size when they were answered.
        expect([...notes]).toEqual(["201"]);
      });

      it("does not let time run backwards when the clock does", async () => {
        const store = await open();
        bed.clock.now = startOfTime + 60_000;
        await store.append([project("claims")]);
        bed.clock.now = startOfTime;
        const [place] = await store.append([project("billing")]);
        expect(place?.at).toBe(startOfTime + 60_000);
      });

      it("does not let time run backwards when another process's clock is ahead", async () => {
        const [first, second] = [await open(), await open({ clock: () => startOfTime + 3_600_000 })];
        await second.append([project("claims")]);
        const [place] = await first.append([project("billing")]);
        expect(place).toMatchObject({ index: 2, at: startOfTime + 3_600_000 });
      });

      it("refuses a fact that is not of its form, and records nothing of its call", async () => {
        const store = await open();
        const bad = { type: "project-registered", actor: "system", key: "bad", data: { project: "claims", repository: "r", extra: 1 } } as unknown as Draft;
        await expect(store.append([project("billing"), bad])).rejects.toEqual(failsWith("bad-input"));
        expect(store.size).toBe(1);
      });

      it.each([
        ["an unknown type", { ...project("a"), type: "project-forgotten" }],
        ["an inherited member as type", { ...project("a"), type: "constructor" }],
        ["an empty key", { ...project("a"), key: "" }],
        ["half of a surrogate pair", { ...project("a"), data: { project: "\ud800", repository: "r" } }],
        ["a link to itself", { ...project("a"), links: [1] }],
        ["a short git id", { ...project("a"), git: { commit: "abc" } }],
        ["more than a leaf holds", { ...project("a"), links: Array.from({ length: 30_000 }, () => 0) }],
        ["a person's name as that of a document", { ...project("a"), private: { "Ana Costa": text("x") } }],
      ])("refuses %s", async (_, draft) => {
        const store = await open();
        await expect(store.append([draft as Draft])).rejects.toEqual(failsWith("bad-input"));
        expect(store.size).toBe(1);
        // Its legitimate twin.
        expect(await store.append([project("a")])).toMatchObject([{ index: 1 }]);
      });

      it("refuses more facts at once than a commit takes", async () => {
        const store = await open({ maximumBatch: 2 });
        await expect(store.append([project("a"), project("b"), project("c")])).rejects.toEqual(failsWith("bad-input"));
        expect(await store.append([])).toEqual([]);
      });

      it("refuses a fact worked out on an older ledger, and takes it on the present one", async () => {
        const store = await open();
        await store.append([project("claims")], { expect: 1 });
        await expect(store.append([project("billing")], { expect: 1 })).rejects.toEqual(failsWith("stale"));
        expect(await store.append([project("billing")], { expect: 2 })).toMatchObject([{ index: 2 }]);
      });

      it("lets only one of two that looked at the same ledger pass, without harm to others in the commit", async () => {
        const store = await open();
        const [first, second, third] = await Promise.allSettled([
          store.append([project("a")], { expect: 1 }),
          store.append([project("b")], { expect: 1 }),
          store.append([project("c")]),
        ]);
        expect([first.status, third.status]).toEqual(["fulfilled", "fulfilled"]);
        expect(second).toMatchObject({ status: "rejected", reason: failsWith("stale") });
      });

      it("refuses a verdict on a change that the ledger does not know", async () => {
        const store = await open();
        await expect(store.append([verdict("c-9")])).rejects.toEqual(failsWith("unknown-reference"));
      });

      it("answers no more once it is closed", async () => {
        const store = await open();
        await store.close();
        await expect(store.append([project("a")])).rejects.toEqual(failsWith("storage"));
      });
    });

    describe("idempotency (I9, H20)", () => {
      it("H20 answers a retry with the first one's place and writes nothing", async () => {
        const store = await open();
        const [first] = await store.append([person("p-1", "ana")]);
        bed.clock.now += 90_000;
        expect(await store.append([person("p-1", "ana")])).toEqual([{ ...first, repeated: true }]);
        expect(store.size).toBe(2);
      });

      it("answers a retry after the ledger has moved on, even of a caller that expected it not to", async () => {
        const store = await open();
        await store.append([project("a")], { expect: 1 });
        await store.append([project("b")]);
        expect(await store.append([project("a")], { expect: 1 })).toMatchObject([{ index: 1, repeated: true }]);
      });

      it("answers a retry in another process, and one in the same commit", async () => {
        const [first, second] = [await open(), await open()];
        await first.append([project("a")]);
        expect(await second.append([project("a")])).toMatchObject([{ index: 1, repeated: true }]);
        const twice = await Promise.all([second.append([project("b")]), second.append([project("b")])]);
        expect(twice.map(([place]) => place?.index)).toEqual([2, 2]);
        expect(twice.map(([place]) => place?.repeated)).toEqual([false, true]);
      });

      it("records what is new of a call of which some stands already", async () => {
        const store = await open();
        await store.append([project("a")]);
        expect(await store.append([project("a"), project("b")])).toMatchObject([
          { index: 1, repeated: true },
          { index: 2, repeated: false },
        ]);
      });

      it.each([
        ["other data", { ...project("b"), key: "k" }],
        ["another type", { ...person("p-1", "ana"), key: "k" }],
        ["another actor", { ...project("a", "k"), actor: "p-1" }],
        ["other links", { ...project("a", "k"), links: [0] }],
        ["another commit", { ...project("a", "k"), git: { commit: gitId(1) } }],
        ["a private document more", { ...project("a", "k"), private: { note: text("x") } }],
      ])("refuses the same key with %s", async (_, other) => {
        const store = await open();
        await store.append([project("a", "k")]);
        await expect(store.append([other as Draft])).rejects.toEqual(failsWith("already-exists"));
        expect(store.size).toBe(2);
      });

      it("refuses the same key with other private content of the same length", async () => {
        const store = await open();
        await store.append([{ ...project("a"), private: { note: text("yes") } }]);
        await expect(store.append([{ ...project("a"), private: { note: text("non") } }])).rejects.toEqual(failsWith("already-exists"));
        expect(await store.append([{ ...project("a"), private: { note: text("yes") } }])).toMatchObject([{ repeated: true }]);
      });

      it("refuses two facts of one call under one key", async () => {
        const store = await open();
        await expect(store.append([project("a", "k"), project("b", "k")])).rejects.toEqual(failsWith("bad-input"));
      });
    });

    describe("several writers", () => {
      it("H07 two writers at once leave no gap, no double index and one tree", async () => {
        const [first, second] = [await open({ maximumBatch: 3 }), await open({ maximumBatch: 5 })];
        const places = await Promise.all(Array.from({ length: 60 }, (_, number) => (number % 2 === 0 ? first : second).append([project(`p${number}`)])));
        const indexes = places.map(([place]) => place?.index ?? -1).sort((a, b) => a - b);
        expect(indexes).toEqual(Array.from({ length: 60 }, (_, number) => number + 1));
        await first.exportTree(join(bed.scratch, "tree"));
        expect(await verifyFolder(join(bed.scratch, "tree"), first.identity.vkey)).toMatchObject({ ok: true, checkpoint: { size: 61 } });
        expect(await unequalViews(first)).toEqual([]);
      });

      it("H17 a server that takes over fences out the writer before it", async () => {
        const before = await open();
        await before.append([project("a")]);
        const server = await open({ exclusive: true });
        await expect(before.append([project("b")])).rejects.toEqual(failsWith("head-moved"));
        expect(await server.append([project("b")])).toMatchObject([{ index: 2 }]);
        // A command that opens afterwards writes beside the server.
        expect(await (await open()).append([project("c")])).toMatchObject([{ index: 3 }]);
      });
    });

    describe("the ledger", () => {
      it("proves each entry offline, under a note that the anchor holds", async () => {
        const store = await open();
        await store.append([project("a"), project("b"), project("c")]);
        const policy = parseTrustPolicy(`log ${store.identity.vkey}\nquorum none\n`);
        for (const index of [0, 1, 2, 3]) {
          const { leafHash } = (await store.read.leaf(index)) ?? { leafHash: new Uint8Array() };
          expect(verifyProof(await store.proof(index), leafHash, policy)).toMatchObject({ ok: true, index });
        }
        await expect(store.proof(4)).rejects.toEqual(failsWith("not-found"));
      });

      it("signs a checkpoint note of the newest size", async () => {
        const store = await open();
        await store.append([project("a")]);
        const { checkpoint } = openCheckpoint(await store.checkpoint(), [parseVkey(store.identity.vkey)]);
        expect(checkpoint).toMatchObject({ origin: store.identity.origin, size: 2 });
      });

      it.each([255, 256, 257, 513])("exports a tree of %i entries that verifies, after having been opened anew", async (size) => {
        const facts = Array.from({ length: size - 1 }, (_, number) => project(`p${number}`));
        const store = await open();
        await Promise.all(facts.map((draft) => store.append([draft])));
        await store.close();
        const again = await open();
        const folder = join(bed.scratch, "tree");
        await again.exportTree(folder, { "keys/allowed_signers": "# none\n" });
        expect(await verifyFolder(folder, again.identity.vkey)).toMatchObject({ ok: true, checkpoint: { size } });
        expect(readFileSync(join(folder, "policy.txt"), "utf8")).toBe(`log ${again.identity.vkey}\nquorum none\n`);
        expect(readFileSync(join(folder, "keys/allowed_signers"), "utf8")).toBe("# none\n");
        await expect(again.exportTree(folder)).rejects.toEqual(failsWith("already-exists"));
      });

      it("H01 an entry edited in the database is named by the verifier of an export", async () => {
        const store = await open();
        await store.append([project("a"), project("b"), project("c")]);
        await closeAll();
        bed.edit("update leaves set leaf = (select leaf from leaves where idx = 3) where idx = 2");
        const folder = join(bed.scratch, "tree");
        await (await open()).exportTree(folder);
        expect(await verifyFolder(folder, store.identity.vkey)).toMatchObject({ ok: false, problem: { index: 2 } });
      });

      it("H01 does not sign over newest entries whose hashes were edited", async () => {
        const store = await open();
        await store.append([project("a")]);
        await closeAll();
        bed.edit("update leaves set leaf_hash = zeroblob(32) where idx = 1");
        await expect(open()).rejects.toEqual(failsWith("integrity"));
      });
    });

    describe("the anchor (H02, H10)", () => {
      it("H02 refuses a restored backup", async () => {
        const store = await open();
        await store.append([project("a")]);
        await closeAll();
        const putBack = bed.backUp();
        await (await open()).append([project("b")]);
        await closeAll();
        putBack();
        await expect(open()).rejects.toEqual(failsWith("integrity"));
      });

      it("H10 refuses a copy that went another way, whichever is longer", async () => {
        const putBack = bed.backUp();
        await (await open()).append([project("a")]);
        await closeAll();
        putBack();
        // The copy grows under an anchor of its own time; then both meet at the real one.
        const store = await open({ anchorFile: oldAnchor(bed) });
        await store.append([project("x"), project("y"), project("z")]);
        await closeAll();
        await expect(open()).rejects.toEqual(failsWith("integrity"));
      });

      it.each([
        ["larger", 9, 7],
        ["of another content", 1, 7],
      ])("H10 stops signing when a tree is anchored that is %s than the database's", async (_, size, seed) => {
        const store = await open();
        await store.append([project("a")]);
        // Another copy of this ledger, with the same key, has published it.
        writeFileSync(anchorOf(bed), await bed.forge(size, Buffer.alloc(32, seed)));
        await expect(store.append([project("b")])).rejects.toEqual(failsWith("integrity"));
        await expect(store.append([project("c")])).rejects.toEqual(failsWith("integrity"));
        await expect(store.checkpoint()).rejects.toEqual(failsWith("integrity"));
        await closeAll();
        await expect(open()).rejects.toEqual(failsWith("integrity"));
      });

      it.each([
        ["is missing", (bed: TestBed) => rmSync(anchorOf(bed))],
        ["is signed by nobody we know", (bed: TestBed) => writeFileSync(anchorOf(bed), bed.firstNote.replace(/.{9}=\n$/, "AAAAAAAAA=\n"))],
        ["is empty", (bed: TestBed) => writeFileSync(anchorOf(bed), "")],
      ])("does not open when the anchor %s", async (_, spoil) => {
        spoil(bed);
        await expect(open()).rejects.toEqual(failsWith("integrity"));
        writeFileSync(anchorOf(bed), bed.firstNote);
        expect((await open()).size).toBe(1);
      });

      it("accepts a database that is ahead of the anchor, as a crash between the two leaves it", async () => {
        const early = readFileSync(anchorOf(bed), "utf8");
        await (await open()).append([project("a"), project("b")]);
        await closeAll();
        writeFileSync(anchorOf(bed), early);
        const store = await open();
        expect(await store.append([project("c")])).toMatchObject([{ index: 3 }]);
        await store.checkpoint();
        expect(readFileSync(anchorOf(bed), "utf8").split("\n")[1]).toBe("4");
      });

      it("holds a note before it is handed out", async () => {
        const store = await open();
        await store.append([project("a")]);
        const note = await store.checkpoint();
        expect(readFileSync(anchorOf(bed), "utf8")).toBe(note);
      });
    });

    describe("views", () => {
      it("I7 say what replaying the ledger says, after any history", async () => {
        await fc.assert(
          fc.asyncProperty(randomDrafts(40), fc.integer({ min: 1, max: 9 }), fc.boolean(), async (drafts, batch, erase) => {
            const fresh = await makeBed();
            try {
              const store = await fresh.open({ maximumBatch: batch });
              for (const draft of drafts) await store.append([draft]);
              const documents = (await store.read.facts(0, drafts.length + 1)).flatMap(({ commitments }) => Object.values(commitments)).filter((_, place) => place % 2 === 0);
              const commitments = documents.map(({ commitment }) => commitment);
              if (erase && commitments.length > 0) await store.append([{ type: "document-erased", actor: "system", key: "erase", data: { commitments, reason: "asked" } }]);
              expect(await unequalViews(store)).toEqual([]);
              await store.rebuildViews();
              expect(await unequalViews(store)).toEqual([]);
              await store.close();
            } finally {
              fresh.end();
            }
          }),
          { numRuns: 12 },
        );
      });

      it("H01 names a row that was edited in a view, and mends it by folding anew", async () => {
        const store = await open();
        await store.append([person("p-1", "ana"), decision(), change()]);
        expect(await unequalViews(store)).toEqual([]);
        await closeAll();
        bed.edit("update decisions set outcome = 'request-changes'; insert into addresses values ('eve@evil.example', 'p-1', null, 1)");
        const again = await open();
        const found = (await again.checkViews()).filter(({ equal }) => !equal);
        expect(found).toMatchObject([
          { table: "addresses", firstDifference: { key: '["eve@evil.example","p-1"]', expected: null } },
          { table: "decisions", firstDifference: { key: '["d-1"]', expected: { outcome: "approve" }, actual: { outcome: "request-changes" } } },
        ]);
        await again.rebuildViews();
        expect(await unequalViews(again)).toEqual([]);
      });

      it("are folded anew when a newer reducer opens the database", async () => {
        await (await open()).append([person("p-1", "ana")]);
        await closeAll();
        bed.edit("update head set reducer = 0; delete from people");
        expect(await (await open()).read.person("ana")).toMatchObject({ id: "p-1" });
      });

      it("of a newer program are not touched", async () => {
        bed.edit("update head set reducer = 999");
        await expect(open()).rejects.toEqual(failsWith("unsupported"));
      });
    });

    describe("erasure (H22)", () => {
      it("H22 leaves every proof whole, the document gone, and the views saying so", async () => {
        const store = await open();
        await store.append([person("p-1", "ana"), decision()]);
        const profile = (await store.read.fact(1))?.commitments["profile"]?.commitment ?? "";
        const answers = (await store.read.fact(2))?.commitments["answers"]?.commitment ?? "";
        const before = await store.proof(1);
        expect(await store.read.opening(profile)).toMatchObject({ mediaType: "application/json" });
        await store.append([{ type: "document-erased", actor: "system", key: "erase/1", data: { commitments: [profile, answers], reason: "erasure asked for" } }]);

        expect(await store.read.opening(profile)).toBeNull();
        expect(await store.read.person("p-1")).toMatchObject({ handle: "p-1", name: "[erased]", emails: [] });
        expect(await store.read.person("ana@northwind.example")).toBeNull();
        expect((await store.read.decisions("c-1"))[0]?.answers).toEqual([{ criterion: "rollback-known", value: "met", reason: null, link: null }]);
        expect(await unequalViews(store)).toEqual([]);

        const { leafHash } = (await store.read.leaf(1)) ?? { leafHash: new Uint8Array() };
        const policy = parseTrustPolicy(`log ${store.identity.vkey}\nquorum none\n`);
        expect(verifyProof(before, leafHash, policy)).toMatchObject({ ok: true });
        expect(verifyProof(await store.proof(1), leafHash, policy)).toMatchObject({ ok: true });
        await store.exportTree(join(bed.scratch, "tree"));
        expect(await verifyFolder(join(bed.scratch, "tree"), store.identity.vkey)).toMatchObject({ ok: true });
      });

      it("still knows a retry of the fact whose document was erased", async () => {
        const store = await open();
        await store.append([person("p-1", "ana")]);
        const profile = (await store.read.fact(1))?.commitments["profile"]?.commitment ?? "";
        await store.append([{ type: "document-erased", actor: "system", key: "erase/1", data: { commitments: [profile], reason: "asked" } }]);
        expect(await store.append([person("p-1", "ana")])).toMatchObject([{ index: 1, repeated: true }]);
      });

      it("reports a document whose content was changed", async () => {
        const store = await open();
        await store.append([{ ...project("a"), private: { note: text("yes") } }]);
        const note = (await store.read.fact(1))?.commitments["note"]?.commitment ?? "";
        await closeAll();
        bed.edit("update openings set bytes = x'6e6f'");
        await expect((await open()).read.opening(note)).rejects.toEqual(failsWith("integrity"));
      });
    });

    describe("large documents", () => {
      const large = "x".repeat(200_000);

      it("are read back, and erased with their file", async () => {
        const store = await open();
        await store.append([{ ...project("a"), private: { file: text(large) } }]);
        const file = (await store.read.fact(1))?.commitments["file"]?.commitment ?? "";
        expect(Buffer.from((await store.read.opening(file))?.bytes ?? []).toString()).toBe(large);
        await store.append([{ type: "document-erased", actor: "system", key: "erase", data: { commitments: [file], reason: "asked" } }]);
        expect(await store.read.opening(file)).toBeNull();
      });

      it("are taken from a file of the caller's, which stays as it is, and once only", async () => {
        const store = await open();
        const folder = mkdtempSync(join(tmpdir(), "countersign-filed-"));
        const file = join(folder, "report");
        writeFileSync(file, large);
        const filed = (size: number) => ({ ...project("a"), private: { file: { mediaType: "text/plain", file, size }, note: text("small") } });
        await expect(store.append([filed(large.length - 1)])).rejects.toEqual(failsWith("storage"));
        const [first] = await store.append([filed(large.length)]);
        expect(await store.append([filed(large.length)])).toMatchObject([{ index: first?.index, repeated: true }]);
        expect(readFileSync(file, "utf8")).toBe(large);
        writeFileSync(file, "y".repeat(large.length));
        await expect(store.append([filed(large.length)])).rejects.toEqual(failsWith("already-exists"));
        rmSync(folder, { recursive: true });
        const commitments = (await store.read.fact(1))?.commitments ?? {};
        expect(commitments["file"]?.size).toBe(large.length);
        const opened = await Promise.all(["file", "note"].map((name) => store.read.opening(commitments[name]?.commitment ?? "")));
        expect(opened.map((each) => Buffer.from(each?.bytes ?? []).toString())).toEqual([large, "small"]);
        expect((await store.checkViews()).every(({ equal }) => equal)).toBe(true);
      });

      it("of a call that was refused, or of a crash, are swept up after an hour, and no others", async () => {
        const store = await open();
        await store.append([{ ...project("a"), private: { file: text(large) } }]);
        await expect(store.append([{ ...project("b"), private: { file: text(large) } }], { expect: 1 })).rejects.toEqual(failsWith("stale"));
        expect(await store.sweepBlobs()).toBe(0);
        bed.clock.now = Date.now() + 7_200_000;
        expect(await store.sweepBlobs()).toBe(1);
        const file = (await store.read.fact(1))?.commitments["file"]?.commitment ?? "";
        expect((await store.read.opening(file))?.bytes.length).toBe(large.length);
      });
    });

    describe("sums over all projects (R8, R64, R101)", () => {
      const proposed = (id: string, of: string, more: Partial<Extract<Draft, { type: "change-proposed" }>["data"]> = {}) => change({ change: id, project: of, ...more });
      const answered = (id: string, number: number, answer: "allow" | "deny" | "wait", revision = 1): Draft => {
        const draft = verdict(id);
        return {
          ...draft,
          key: `verdict/${number}`,
          data: { ...draft.data, verdict: `v-${number}`, answer, revision, environment: number % 2 === 0 ? null : "production" },
        } as Draft;
      };

      it("count each change once, by the gate's last answer to its newest revision", async () => {
        const store = await open();
        await store.append([project("claims"), project("billing"), proposed("c-old", "claims"), answered("c-old", 1, "deny")]);
        bed.clock.now = startOfTime + 1_000;
        await store.append([proposed("c-1", "claims"), proposed("c-2", "claims"), proposed("c-3", "billing", { adoptions: [7, 9] }), proposed("c-4", "claims")]);
        await store.append([answered("c-1", 2, "wait"), answered("c-1", 3, "allow"), answered("c-2", 4, "deny"), answered("c-4", 5, "allow")]);
        // What was allowed was another revision.
        await store.append([proposed("c-4", "claims", { revision: 2, adoptions: [3] })]);
        expect(await store.read.portfolio.standings(startOfTime + 1)).toEqual([
          { project: "billing", standing: "unasked", changes: 1 },
          { project: "claims", standing: "unasked", changes: 1 },
          { project: "claims", standing: "allow", changes: 1 },
          { project: "claims", standing: "deny", changes: 1 },
        ]);
        const listed = await store.read.portfolio.standingChanges("claims", startOfTime + 1);
        expect(listed.map(({ id, standing, answered: at }) => [id, standing, at?.index ?? null])).toEqual([
          ["c-4", "unasked", null],
          ["c-2", "deny", 11],
          ["c-1", "allow", 10],
        ]);
        expect(await store.read.portfolio.newestUnder()).toEqual([
          { project: "claims", change: "c-4", adoptions: [3], at: startOfTime + 1_000 },
          { project: "billing", change: "c-3", adoptions: [7, 9], at: startOfTime + 1_000 },
        ]);
      });

      it("count a change once for each tool that it names, and tell a plan of its first allow", async () => {
        const store = await open();
        await store.append([project("claims"), proposed("c-1", "claims", { tools: ["one", "two"] }), proposed("c-2", "billing", { tools: ["one"], proposer: "p-2" })]);
        await store.append([answered("c-1", 1, "wait"), answered("c-1", 2, "allow"), answered("c-1", 3, "allow")]);
        bed.clock.now = startOfTime + 1_000;
        await store.append([proposed("c-1", "claims", { revision: 2, tools: ["two"], tier: "security" })]);
        const { governance, portfolio } = store.read;
        expect(await governance.toolsSeen()).toEqual([
          { tool: "one", changes: 2, last: startOfTime },
          { tool: "two", changes: 1, last: startOfTime + 1_000 },
        ]);
        expect((await governance.toolsSeen("billing")).map(({ tool }) => tool)).toEqual(["one"]);
        const uses = async (tool: string, most: number, of?: string) =>
          (await governance.toolUses(tool, { most, ...(of === undefined ? {} : { project: of }) })).map(({ change: id, revision }) => [id, revision]);
        expect(await uses("one", 1)).toEqual([["c-2", 1]]);
        expect(await uses("one", 9, "claims")).toEqual([["c-1", 1]]);
        expect(await uses("two", 9)).toEqual([["c-1", 2]]);
        expect(await store.read.newestProposers(1)).toEqual(["p-1"]);
        expect(await store.read.newestProposers(9)).toEqual(["p-1", "p-2"]);
        expect(await portfolio.work("claims")).toMatchObject([
          { change: "c-1", revisions: [startOfTime, startOfTime + 1_000], tier: "security", allowed: { at: startOfTime, decided: true }, decisions: [] },
        ]);
      });

      it("tell open escalations that are past their time, newest signings, open tool reviews and refused loosenings", async () => {
        const store = await open();
        const opened = (id: string, due: number): Draft => ({
          type: "escalation-opened",
          actor: "system",
          key: `escalation/${id}`,
          data: { escalation: id, kind: "overdue", change: "c-1", decision: null, criterion: null, level: 0, to: { qualification: null, role: "reviewer", not: [] }, due },
        });
        const signed = (number: number, version: string): Draft => ({
          type: "document-signed",
          actor: "p-1",
          key: `signing/${number}`,
          data: {
            signing: `g-${number}`,
            project: "claims",
            document: "charter",
            id: "GOV-CHARTER-001",
            version,
            digest: digest(number),
            reviewBy: "2027-11-30",
            roles: ["engineering-lead"],
            person: "p-1",
            fingerprint: "SHA256:k",
          },
        });
        const review = (id: string): Draft => ({
          type: "tool-review-opened",
          actor: "p-1",
          key: `review/${id}`,
          data: { review: id, project: "claims", tool: id, model: null, items: ["process", "criteria"] },
        });
        const closed = (item: "process" | "criteria"): Draft => ({
          type: "tool-review-item-closed",
          actor: "p-1",
          key: `closed/${item}`,
          data: { review: "t-1", item, person: "p-1" },
          private: { done: text("Looked at") },
        });
        await store.append([project("claims"), proposed("c-1", "claims"), opened("x-1", 20), opened("x-2", 10), opened("x-3", 30), opened("x-4", 5)]);
        await store.append([{ type: "escalation-resolved", actor: "p-1", key: "r", data: { escalation: "x-4", person: "p-1", decision: null } }]);
        expect((await store.read.portfolio.overdueEscalations(25)).map(({ id, project: of }) => [id, of])).toEqual([
          ["x-2", "claims"],
          ["x-1", "claims"],
        ]);
        expect(await store.read.portfolio.overdueEscalations(25, "billing")).toEqual([]);
        await store.append([signed(1, "1"), signed(2, "2"), review("t-1"), review("t-2"), closed("process"), closed("criteria")]);
        expect(await store.read.portfolio.signedDocuments()).toMatchObject([{ project: "claims", document: "charter", version: "2", index: 9 }]);
        expect(await store.read.portfolio.openToolReviews()).toMatchObject([{ id: "t-2", project: "claims", tool: "t-2" }]);
        const refused = (key: string, data: { readonly code: string; readonly project?: string }): Draft => {
          return { type: "attempt-refused", actor: "p-1", key, data: { action: "adopt-policy", person: "p-1", ...data } };
        };
        await store.append([refused("a", { code: "policy-loosened", project: "claims" }), refused("b", { code: "policy-loosened" }), refused("c", { code: "not-a-person" })]);
        expect(await store.read.portfolio.looseningAttempts()).toEqual([{ project: "claims", person: "p-1", at: startOfTime, index: 14 }]);
        expect((await store.read.portfolio.recordCounts(null)).get("escalations")).toBe(4);
        expect((await store.read.portfolio.recordCounts("claims")).get("escalations")).toBe(4);
        expect((await store.read.portfolio.recordCounts("billing")).get("escalations")).toBe(0);
        expect(await unequalViews(store)).toEqual([]);
      });

      it("know which adoption of each level is the newest", async () => {
        const store = await open();
        const own: Draft = { ...adoption(1), key: "policy/own", data: { ...adoption(1).data, level: "project", project: "claims" } };
        await store.append([adoption(1), adoption(2), own]);
        expect(await store.read.portfolio.adoptionsInForce()).toMatchObject([
          { project: null, version: 2, index: 2 },
          { project: "claims", version: 1, index: 3 },
        ]);
      });
    });

    describe("reading", () => {
      it("finds people by id, handle and address, with keys and qualifications", async () => {
        const store = await open();
        await store.append([
          person("p-1", "ana", ["Ana@Northwind.example", "ana@home.example"]),
          { type: "key-enrolled", actor: "p-1", key: "k", data: { person: "p-1", fingerprint: "SHA256:k", kind: "ssh" }, private: { publicKey: text("ssh-ed25519 AAAA") } },
          {
            type: "qualification-granted",
            actor: "p-9",
            key: "q",
            data: { qualification: "q-1", person: "p-1", domain: "security", grantedBy: "p-9", from: 5, until: 9 },
            private: { basis: text("Certified in 2024") },
          },
          { type: "key-revoked", actor: "p-1", key: "kr", data: { person: "p-1", fingerprint: "SHA256:k" } },
        ]);
        const ana = {
          id: "p-1",
          handle: "ana",
          name: "ana of Northwind",
          kind: "person",
          emails: ["ana@northwind.example", "ana@home.example"],
          roles: ["reviewer"],
          active: true,
        };
        expect(await store.read.people()).toEqual([ana]);
        for (const by of ["p-1", "ana", "ANA@northwind.example", "ana@home.example"]) expect(await store.read.person(by)).toEqual(ana);
        expect(await store.read.person("bo")).toBeNull();
        const key = { fingerprint: "SHA256:k", person: "p-1", publicKey: "ssh-ed25519 AAAA", kind: "ssh", origin: null, credential: null, enrolledAt: 2, revokedAt: 4 };
        expect(await store.read.keys()).toEqual([key]);
        expect(await store.read.enrolledBy()).toEqual(new Map([["p-1", "system"]]));
        expect(await store.read.qualifications()).toEqual([
          { id: "q-1", person: "p-1", domain: "security", basis: "Certified in 2024", grantedBy: "p-9", index: 3, from: 5, until: 9, revokedAt: null },
        ]);
      });

      it("A19 finds a passkey by its credential id, until what it said of itself is erased", async () => {
        const store = await open();
        const credential = { id: "AAEC-w", transports: ["internal", "hybrid"], backedUp: true };
        await store.append([passkey("p-1", "SHA256:a", credential), passkey("p-2", "SHA256:b", { ...credential, id: "other" })]);
        expect(await store.read.keyByCredential("AAEC-w")).toMatchObject({ fingerprint: "SHA256:a", kind: "passkey", origin: "https://x.example", credential });
        expect(await store.read.keyByCredential("AAEC")).toBeNull();
        const known = (await store.read.fact(1))?.commitments["credential"]?.commitment ?? "";
        await store.append([{ type: "document-erased", actor: "system", key: "erase", data: { commitments: [known], reason: "asked" } }]);
        expect(await store.read.keyByCredential("AAEC-w")).toBeNull();
        expect(await store.read.keys()).toMatchObject([{ fingerprint: "SHA256:a", credential: null, origin: "https://x.example" }, { fingerprint: "SHA256:b" }]);
        expect(await unequalViews(store)).toEqual([]);
      });

      it("finds the login that holds by its digest, and lists those that ended", async () => {
        const store = await open();
        await store.append([login("l-1", "p-1", "1"), login("l-2", "p-2", "2")]);
        const first = { id: "l-1", person: "p-1", digest: digest("1"), issuer: "https://id.example", subject: "1", index: 1, at: startOfTime, endedAt: null };
        expect(await store.read.loginBy(digest("1"))).toEqual(first);
        await store.append([{ type: "login-ended", actor: "p-9", key: "le", data: { login: "l-1", person: "p-1" } }]);
        expect(await store.read.loginBy(digest("1"))).toBeNull();
        expect(await store.read.logins()).toMatchObject([
          { ...first, endedAt: 3 },
          { id: "l-2", subject: "2", endedAt: null },
        ]);
        await store.append([login("l-3", "p-3", "1")]);
        expect(await store.read.loginBy(digest("1"))).toMatchObject({ id: "l-3", person: "p-3" });
      });

      it("finds a token by its hash, with its label, and says when it was revoked", async () => {
        const store = await open();
        await store.append([token("t-1", "1"), token("t-2", "2")]);
        const first = { id: "t-1", person: "p-a", label: "CI of claims", scopes: ["read", "gate"], hash: digest("1"), issuedBy: "p-1", index: 1, until: 99, revokedAt: null };
        expect(await store.read.tokenByHash(digest("1"))).toEqual({ ...first, at: startOfTime });
        expect(await store.read.tokenByHash(digest("3"))).toBeNull();
        await store.append([{ type: "token-revoked", actor: "p-1", key: "tr", data: { token: "t-1", person: "p-a" } }]);
        expect(await store.read.tokenByHash(digest("1"))).toMatchObject({ id: "t-1", revokedAt: 3 });
        expect((await store.read.tokens()).map(({ id, revokedAt }) => [id, revokedAt])).toEqual([
          ["t-1", 3],
          ["t-2", null],
        ]);
      });

      it("lists the comments on a change in order, with who resolved them", async () => {
        const store = await open();
        await store.append([comment("m-1", "c-1", "Why twice?"), comment("m-2", "c-2", "Other"), comment("m-3", "c-1", "And here?")]);
        await store.append([{ type: "comment-resolved", actor: "p-2", key: "mr", data: { comment: "m-1", person: "p-2" } }]);
        const place = { change: "c-1", revision: 1, person: "p-1", blob: gitId("blob"), line: 3, side: "head", path: "src/pay.ts" };
        expect(await store.read.comments("c-1")).toEqual([
          { id: "m-1", ...place, index: 1, at: startOfTime, text: "Why twice?", resolvedAt: startOfTime, resolvedBy: "p-2" },
          { id: "m-3", ...place, index: 3, at: startOfTime, text: "And here?", resolvedAt: null, resolvedBy: null },
        ]);
        const text = (await store.read.fact(1))?.commitments["comment"]?.commitment ?? "";
        await store.append([{ type: "document-erased", actor: "system", key: "erase", data: { commitments: [text], reason: "asked" } }]);
        expect((await store.read.comments("c-1"))[0]).toMatchObject({ id: "m-1", text: "[erased]", path: null });
      });

      it("R25 reads back what was observed when a decision was made", async () => {
        const store = await open();
        const made = decision();
        await store.append([{ ...made, private: { ...made.private, attention: json({ seconds: 40 }) } }, decision({ decision: "d-2" })]);
        expect((await store.read.decisions("c-1")).map(({ attention }) => attention)).toEqual([{ seconds: 40 }, null]);
      });

      it("replaces a person's addresses by those of a new profile", async () => {
        const store = await open();
        await store.append([person("p-1", "ana")]);
        await store.append([
          {
            type: "person-changed",
            actor: "p-1",
            key: "c",
            data: { person: "p-1", roles: [], active: false },
            private: { profile: json({ handle: "ana", name: "Ana C", emails: ["ac@northwind.example"] }) },
          },
        ]);
        expect(await store.read.person("ana@northwind.example")).toBeNull();
        expect(await store.read.person("ac@northwind.example")).toMatchObject({ name: "Ana C", active: false, roles: [] });
      });

      it("says which policy is in force, and which was", async () => {
        const store = await open();
        expect(await store.read.policyInForce("organisation", null)).toBeNull();
        await store.append([adoption(1), adoption(2), { ...adoption(7), key: "other", data: { ...adoption(7).data, level: "project", project: "claims" } }]);
        expect(await store.read.policyInForce("organisation", null)).toMatchObject({ index: 2, version: 2, text: "policy: 1\nversion: 2\n", signature: null, by: "p-1" });
        expect(await store.read.policyInForce("project", "claims")).toMatchObject({ index: 3, version: 7 });
        expect(await store.read.policyInForce("project", "billing")).toBeNull();
        expect((await store.read.policies("organisation", null)).map(({ version }) => version)).toEqual([1, 2]);
        expect(await store.read.policyAt(1)).toMatchObject({ version: 1 });
      });

      it("follows a change from its proposal to its deployment", async () => {
        const store = await open();
        await store.append([project("project-1"), evidence(), change(), change({ revision: 2 })]);
        await store.append([decision(), { type: "decision-withdrawn", actor: "p-2", key: "w", data: { decision: "d-1", person: "p-2" } }]);
        await store.append([verdict("c-1", [2])]);
        await store.append([deployment("started"), deployment("succeeded")]);

        expect(await store.read.project("project-1")).toEqual(await store.read.project(`sha256:${(await store.read.projects())[0]?.repository.slice(7)}`));
        expect(await store.read.change("c-1")).toMatchObject({
          latest: { revision: 2, index: 4, detail: { requirement: "CLM-7" } },
          revisions: [{ revision: 1 }, { revision: 2 }],
        });
        expect(await store.read.changes({ project: "project-1" })).toMatchObject([{ id: "c-1", revision: 2 }]);
        expect(await store.read.changes({ project: "other" })).toEqual([]);
        expect(await store.read.evidenceFor("project-1", gitId("head"))).toMatchObject([
          { id: "e-1", index: 2, name: "report.xml", reading: { format: "junit" }, file: { size: 4 } },
        ]);
        expect(await store.read.decisions("c-1")).toMatchObject([
          {
            id: "d-1",
            index: 5,
            withdrawnAt: 6,
            outcome: "approve",
            answers: [{ criterion: "rollback-known", value: "met", reason: null, link: "CLM-7" }],
            signatureText: "-----BEGIN SSH SIGNATURE-----",
          },
        ]);
        expect(await store.read.verdicts("c-1")).toMatchObject([{ id: "v-1", answer: "allow", evidence: [2], verdict: { headline: "Allowed" } }]);
        const [{ environment } = { environment: null }] = await store.read.verdicts("c-1");
        expect(await store.read.newestVerdict("c-1", environment)).toMatchObject({ id: "v-1" });
        expect(await store.read.newestVerdict("c-1", "elsewhere")).toBeNull();
        expect(await store.read.deployments({ environment: "production" })).toMatchObject([
          { id: "y-1", stage: "succeeded", stages: [{ stage: "started" }, { stage: "succeeded" }] },
        ]);
        expect(await store.read.leafByKey("decision/d-1")).toMatchObject({ type: "decision-made", index: 5 });
        expect(await store.read.leafByKey("nothing")).toBeNull();
        expect(await store.read.change("c-9")).toBeNull();
      });

      it("lists what went beside the path", async () => {
        const store = await open();
        await store.append([
          {
            type: "escalation-opened",
            actor: "p-2",
            key: "x",
            data: {
              escalation: "x-1",
              kind: "unsure",
              change: "c-1",
              decision: "d-1",
              criterion: null,
              level: 0,
              to: { qualification: "security", role: null, not: ["p-2"] },
              due: 99,
            },
            private: { note: text("Is the lock needed?") },
          },
          {
            type: "break-glass-used",
            actor: "p-1",
            key: "b",
            data: {
              exception: "b-1",
              change: "c-1",
              environment: "production",
              subjectDigest: "0".repeat(64),
              people: [
                { person: "p-1", fingerprint: "f" },
                { person: "p-2", fingerprint: "g" },
              ],
              expires: 7,
            },
            private: { reason: text("Claims are lost"), documents: json([{}]), signatures: json(["s"]) },
          },
          { type: "violation-recorded", actor: "system", key: "v", data: { violation: "v-1", kind: "late-approval", project: "claims", deployment: null, change: "c-1" } },
          { type: "attempt-refused", actor: "p-a", key: "t", data: { action: "decide", code: "not-a-person", person: "p-a" }, private: { note: text("An agent tried") } },
        ]);
        expect(await store.read.escalations({ open: true })).toMatchObject([{ id: "x-1", to: { not: ["p-2"] }, due: 99, resolvedAt: null, note: "Is the lock needed?" }]);
        await store.append([{ type: "escalation-resolved", actor: "p-3", key: "xr", data: { escalation: "x-1", decision: "d-2", person: "p-3" } }]);
        expect(await store.read.escalations({ open: true })).toEqual([]);
        expect(await store.read.escalations({ change: "c-1" })).toMatchObject([{ resolvedAt: startOfTime, resolvedBy: "p-3", resolvingDecision: "d-2" }]);
        expect(await store.read.exceptions("c-1")).toMatchObject([{ id: "b-1", reason: "Claims are lost", signatures: ["s"], expires: 7 }]);
        expect(await store.read.violations()).toMatchObject([{ id: "v-1", note: null }]);
        expect(await store.read.attempts()).toMatchObject([{ index: 4, code: "not-a-person", note: "An agent tried" }]);
      });
    });
  });
}

function anchorOf(bed: TestBed): string {
  return join(bed.scratch, "data", "anchor");
}

// The anchor as it was when only the founding stood in the ledger: the note of a proof of that time.
function oldAnchor(bed: TestBed): string {
  const file = join(bed.scratch, "old-anchor");
  writeFileSync(file, bed.firstNote);
  return file;
}

function adoption(version: number): Extract<Draft, { type: "policy-adopted" }> {
  return {
    type: "policy-adopted",
    actor: "p-1",
    key: `policy/${version}`,
    data: { level: "organisation", project: null, version, digest: "a".repeat(64), commit: null, fingerprint: null },
    private: { text: text(`policy: 1\nversion: ${version}\n`) },
  };
}

function evidence(): Draft {
  return {
    type: "evidence-added",
    actor: "p-1",
    key: "e",
    data: { evidence: "e-1", project: "project-1", commit: gitId("head"), kind: "tests", format: "junit", state: "accepted", producer: "ci" },
    private: { file: text("<x/>", "application/xml"), reading: json({ format: "junit" }), name: text("report.xml") },
  };
}

function verdict(changeId: string, evidenceIndexes: readonly number[] = []): Extract<Draft, { type: "verdict-given" }> {
  return {
    type: "verdict-given",
    actor: "system",
    key: `verdict/${changeId}`,
    data: {
      verdict: "v-1",
      change: changeId,
      revision: 1,
      environment: null,
      artifact: null,
      answer: "allow",
      reasons: [],
      reviewed: true,
      subjectDigest: "0".repeat(64),
      policy: "1".repeat(64),
      decisions: [5],
      evidence: [...evidenceIndexes],
      exceptions: [],
      until: 9,
      evaluator: "countersign-judge/1",
    },
    private: { verdict: json({ headline: "Allowed" }) },
  };
}

function deployment(stage: "started" | "succeeded"): Draft {
  return {
    type: "deployment-recorded",
    actor: "system",
    key: `deployment/${stage}`,
    data: { deployment: "y-1", stage, project: "project-1", change: "c-1", commit: gitId("head"), environment: "production", artifact: null, verdict: 7 },
  };
}
