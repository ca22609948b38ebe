import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signCheckpoint } from "./checkpoint.ts";
import { type Statement, sealStatement } from "./envelope.ts";
import { leafHash } from "./hash.ts";
import { formatNote, logSigner, parseNote } from "./note.ts";
import { logFiles, logKey, origin, reading, sampleStatement, sealedLeaves } from "./sample-log.fixture.ts";
import { encodeBundle, entriesPath, tilePlaces } from "./tiles.ts";
import { Frontier } from "./tree.ts";
import { type LogReport, type LogVerification, verifyLog } from "./verify.ts";

type Files = Map<string, Buffer>;

const key = logKey();
const leaves = sealedLeaves(700);
const sizes = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(255, 256, 257, 511, 512, 513), fc.integer({ min: 500, max: 700 }));
const runs = { numRuns: 60 };

function verify(files: ReadonlyMap<string, Uint8Array>, options: Partial<LogVerification> = {}): Promise<LogReport> {
  return verifyLog({ files: reading(files), keys: [{ key: key.note }], envelopes: "hash", ...options });
}

async function problemOf(files: Files, options: Partial<LogVerification> = {}) {
  const report = await verify(files, options);
  if (report.ok) throw new Error("accepted");
  return report.problem;
}

const smallLogs = new Map<number, Files>();
function logOf(size: number): Files {
  const files = smallLogs.get(size) ?? logFiles(leaves.slice(0, size));
  smallLogs.set(size, files);
  return new Map(files);
}

// The entry files alone, written anew over other leaves, while tiles and note stay: what an edited database would export.
function withEntries(files: Files, size: number, changed: readonly Buffer[]): Files {
  const copy = new Map([...files].filter(([path]) => !path.startsWith("tile/entries/")));
  for (let start = 0; start < changed.length; start += 256)
    copy.set(entriesPath(start / 256, Math.min(256, changed.length - start)), encodeBundle(changed.slice(start, start + 256)));
  expect(changed).not.toEqual(leaves.slice(0, size));
  return copy;
}

const strange = sealStatement(sampleStatement(9_999), [key]);

describe("a whole log", () => {
  test("is accepted at any size, by hash and by signature, and every entry is handed over in order (R2)", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.constantFrom("hash", "signature"), async (size, envelopes) => {
        const seen: [number, Buffer, Statement][] = [];
        const report = await verify(logOf(size), { envelopes, onEntry: (...entry) => void seen.push(entry) });
        expect(report).toMatchObject({ ok: true, checkpoint: { origin, size } });
        expect(seen.map(([index, leaf]) => [index, leaf])).toEqual(leaves.slice(0, size).map((leaf, index) => [index, leaf]));
        expect(seen.at(-1)?.[2]).toEqual(sampleStatement(size - 1));
      }),
      { numRuns: 12 },
    );
  });

  test("may be empty", async () => expect(await verify(logFiles([]))).toMatchObject({ ok: true, checkpoint: { size: 0 } }));

  test("of 65,836 entries is read at three levels, and one altered tile of each is named", async () => {
    const many = Array.from({ length: 65_836 }, (_, number) => Buffer.from(`leaf ${number}`));
    const files = logFiles(many);
    expect(await verify(files)).toMatchObject({ ok: true });
    for (const [path, index] of [
      ["tile/0/200", 200 * 256 + 3],
      ["tile/1/000", 3 * 256],
      ["tile/1/001.p/1", 65_536],
      ["tile/2/000.p/1", 0],
      ["tile/0/257.p/44", 257 * 256 + 3],
    ] as const) {
      const altered = new Map(files).set(path, flip(files.get(path) as Buffer, path.endsWith(".p/1") ? 0 : 3 * 32));
      expect(await problemOf(altered)).toMatchObject({ code: "tile-altered", path, index });
    }
    const altered = new Map(files).set("tile/entries/200", flip(files.get("tile/entries/200") as Buffer, 5));
    expect(await problemOf(altered)).toMatchObject({ code: "entry-altered", index: 200 * 256, path: "tile/entries/200" });
  });
});

function flip(bytes: Buffer, at: number, bit = 1): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] as number) ^ bit;
  return copy;
}

describe("one change in one file", () => {
  const place = fc.tuple(sizes, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }));

  test("a flipped byte is found, and its file and entry are named (R2, H01)", async () => {
    await fc.assert(
      fc.asyncProperty(place, async ([size, file, byte, bit]) => {
        const files = logOf(size);
        const path = [...files.keys()][file % files.size] as string;
        const bytes = files.get(path) as Buffer;
        const at = byte % bytes.length;
        const problem = await problemOf(files.set(path, flip(bytes, at, bit)));
        expect(problem.path).toBe(path);
        if (path === "checkpoint") expect(problem.code).toBe("note-refused");
        else if (path.startsWith("tile/entries/")) expect(problem).toMatchObject({ code: "entry-altered", index: entryAt(path, bytes, at) });
        else expect(problem).toMatchObject({ code: "tile-altered", sentence: expect.stringContaining(`Hash ${Math.floor(at / 32)} of ${path}`) });
      }),
      { numRuns: 200 },
    );
  });

  function entryAt(path: string, bundle: Buffer, at: number): number {
    let index = Number(/entries\/(\d+)/.exec(path)?.[1]) * 256;
    for (let end = 2 + bundle.readUInt16BE(0); at >= end; end += 2 + bundle.readUInt16BE(end)) index++;
    return index;
  }

  test("a missing file is found and named (R2)", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), async (size, file) => {
        const files = logOf(size);
        const path = [...files.keys()][file % files.size] as string;
        files.delete(path);
        expect(await problemOf(files)).toMatchObject({ code: path === "checkpoint" ? "note-missing" : "file-missing", path });
      }),
      runs,
    );
  });

  test("a truncated or lengthened file is found and named (R2)", async () => {
    await fc.assert(
      fc.asyncProperty(place, async ([size, file, byte]) => {
        const files = logOf(size);
        const path = [...files.keys()][file % files.size] as string;
        const bytes = files.get(path) as Buffer;
        expect((await problemOf(new Map(files).set(path, bytes.subarray(0, byte % bytes.length)))).path).toBe(path);
        expect((await problemOf(new Map(files).set(path, Buffer.concat([bytes, Buffer.of(0)])))).path).toBe(path);
      }),
      runs,
    );
  });

  test.each(["tile/0/003", "tile/0/002.p/189", "tile/entries/002.p/189", "tile/entries/003.p/1", "tile/1/001.p/1", "tile/2/000.p/1", "tile/0/2", "notes.txt", "tile/0/002.p/0188"])(
    "an added file %s is found and named (R2)",
    async (path) => {
      expect(await problemOf(logOf(700).set(path, Buffer.alloc(32)))).toMatchObject({ code: "file-added", path });
    },
  );
});

describe("entries that are not those of the tree", () => {
  const position = sizes.chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));

  test("an altered entry is named by its index (R2, H01)", async () => {
    await fc.assert(
      fc.asyncProperty(position, async ([size, index]) => {
        const problem = await problemOf(withEntries(logOf(size), size, leaves.slice(0, size).with(index, strange)));
        expect(problem).toMatchObject({ code: "entry-altered", index });
        expect(problem.sentence).toContain(`Entry ${index} differs from what the tree holds (tile/0/00${Math.floor(index / 256)}`);
      }),
      runs,
    );
  });

  test("a missing entry is named by its index, though all later ones moved up (R2, H01)", async () => {
    await fc.assert(
      fc.asyncProperty(position, async ([size, index]) => {
        const problem = await problemOf(withEntries(logOf(size), size, leaves.slice(0, size).toSpliced(index, 1)));
        // The only entry of a file takes the file with it.
        const alone = index === size - 1 && index % 256 === 0;
        expect(problem).toMatchObject({ code: alone ? "file-missing" : "entry-missing", index });
      }),
      runs,
    );
  });

  test("an added entry is named by its index, though all later ones moved down (R2, H01)", async () => {
    await fc.assert(
      fc.asyncProperty(position, async ([size, index]) => {
        expect(await problemOf(withEntries(logOf(size), size, leaves.slice(0, size).toSpliced(index, 0, strange)))).toMatchObject({ code: "entry-added", index });
      }),
      runs,
    );
  });

  test("an entry added at the end is found (R2)", async () => {
    expect(await problemOf(withEntries(logOf(300), 300, [...leaves.slice(0, 300), strange]))).toMatchObject({ code: "entry-added", index: 300 });
    expect(await problemOf(withEntries(logOf(256), 256, [...leaves.slice(0, 256), strange]))).toMatchObject({ code: "file-added", index: 256, path: "tile/entries/001.p/1" });
  });

  test("swapped and reordered entries are named by the first of them (R2, H01)", async () => {
    const pair = fc.tuple(fc.nat(299), fc.nat(299)).filter(([one, two]) => one !== two);
    await fc.assert(
      fc.asyncProperty(pair, async ([one, two]) => {
        const swapped = leaves
          .slice(0, 300)
          .with(one, leaves[two] as Buffer)
          .with(two, leaves[one] as Buffer);
        expect(await problemOf(withEntries(logOf(300), 300, swapped))).toMatchObject({ code: "entries-swapped", index: Math.min(one, two) });
      }),
      runs,
    );
    const moved = leaves.slice(0, 299).toSpliced(3, 0, leaves[299] as Buffer);
    expect(await problemOf(withEntries(logOf(300), 300, moved))).toMatchObject({ code: "entries-reordered", index: 3 });
    const rotated = leaves
      .slice(0, 300)
      .with(3, leaves[4] as Buffer)
      .with(4, leaves[9] as Buffer)
      .with(9, leaves[3] as Buffer);
    expect(await problemOf(withEntries(logOf(300), 300, rotated))).toMatchObject({ code: "entries-reordered", index: 3 });
  });

  test("an entry that was altered together with its tiles is named by its signature, the note being as it was (H01)", async () => {
    const forger = logKey(2);
    const forged = logFiles(leaves.slice(0, 700).with(417, sealStatement(sampleStatement(417), [{ ...forger, keyid: key.keyid }])));
    expect(await problemOf(forged.set("checkpoint", logOf(700).get("checkpoint") as Buffer))).toMatchObject({ code: "signature-wrong", index: 417 });
    expect(await problemOf(new Map([...logOf(700), ...[...forged].filter(([path]) => /\/(0|entries)\//.test(path))]))).toMatchObject({ code: "signature-wrong", index: 417 });
  });

  test("entries that were exchanged together with all their tiles are refused, even where no index can be told", async () => {
    const files = logFiles(
      leaves
        .slice(0, 700)
        .with(1, leaves[2] as Buffer)
        .with(2, leaves[1] as Buffer),
    );
    expect(await problemOf(files.set("checkpoint", logOf(700).get("checkpoint") as Buffer))).toMatchObject({ code: "entries-rewritten", index: 0 });
  });
});

describe("the note of a log", () => {
  const noteOf = (size: number): Buffer => logOf(size).get("checkpoint") as Buffer;

  test("a previous note is a beginning of the log, at every pair of sizes (H02)", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, sizes, async (one, two) => {
        const [old, size] = [Math.min(one, two), Math.max(one, two)];
        expect(await verify(logOf(size), { previous: noteOf(old) })).toMatchObject({ ok: true, previous: { size: old } });
      }),
      { numRuns: 25 },
    );
  });

  test("a log that was cut below the previous note is refused (H02)", async () => {
    expect(await problemOf(logOf(256), { previous: noteOf(257) })).toMatchObject({ code: "rolled-back", index: 256 });
  });

  test("a history that was rewritten and signed anew is refused with the previous note, and only with it (H02, H10, H23)", async () => {
    const rewritten = logFiles(leaves.slice(0, 400).with(3, strange));
    expect(await problemOf(rewritten, { previous: noteOf(300), envelopes: "signature" })).toMatchObject({ code: "history-rewritten" });
    expect(await problemOf(rewritten, { previous: noteOf(400) })).toMatchObject({ code: "history-rewritten" });
    expect(await verify(rewritten, { previous: noteOf(3), envelopes: "signature" })).toMatchObject({ ok: true });
  });

  test("a log under another key or another name is refused (H05)", async () => {
    expect(await problemOf(logFiles(leaves.slice(0, 9), logKey(2)))).toMatchObject({ code: "note-refused" });
    const renamed = logKey(1, "countersign.example.com/log/other");
    const keys = [{ key: key.note }, { key: renamed.note }];
    expect(await problemOf(logFiles(leaves.slice(0, 9), renamed), { keys, previous: noteOf(9) })).toMatchObject({ code: "note-refused" });
    expect(await verify(logFiles(leaves.slice(0, 9), renamed), { keys })).toMatchObject({ ok: true });
  });

  test("after a rotation the old key signs nothing from its end index on (H11)", async () => {
    const successor = logKey(3);
    const rotated = [...leaves.slice(0, 300), ...sealedLeaves(400, successor).slice(300)];
    const files = logFiles(rotated, successor);
    const keys = [{ key: key.note, endIndex: 300 }, { key: successor.note }];
    expect(await verify(files, { keys, envelopes: "signature" })).toMatchObject({ ok: true });
    expect(await problemOf(files, { keys: [{ key: key.note, endIndex: 299 }, { key: successor.note }], envelopes: "signature" })).toMatchObject({
      code: "signature-wrong",
      index: 299,
    });
    expect(await problemOf(logFiles(leaves.slice(0, 301)), { keys })).toMatchObject({ code: "note-refused" });
    expect(await verify(logFiles(leaves.slice(0, 300)), { keys })).toMatchObject({ ok: true });
  });

  test("a note with both keys is accepted during the rotation (H11)", async () => {
    const successor = logKey(3);
    const note = parseNote(noteOf(20));
    const both = formatNote({ ...note, signatures: [...note.signatures, logSigner(origin, successor.privateKey).sign(note.text)] });
    expect(await verify(logOf(20).set("checkpoint", Buffer.from(both)), { keys: [{ key: successor.note }] })).toMatchObject({ ok: true });
  });
});

describe("envelopes", () => {
  test("an entry that is in the tree, but not signed by the log's key, is named; by hash alone it is no concern", async () => {
    const forger = logKey(2);
    const files = logFiles(leaves.slice(0, 40).with(17, sealStatement(sampleStatement(17), [forger])));
    expect(await problemOf(files, { envelopes: "signature" })).toMatchObject({ code: "signature-wrong", index: 17 });
    expect(await verify(files)).toMatchObject({ ok: true });
  });

  test("an entry that is in the tree, but no statement, is named", async () => {
    const files = logFiles(leaves.slice(0, 40).with(17, Buffer.from("{}")));
    expect(await problemOf(files, { envelopes: "signature" })).toMatchObject({ code: "entry-unreadable", index: 17 });
    expect(await problemOf(files, { onEntry: () => {} })).toMatchObject({ code: "entry-unreadable", index: 17 });
  });
});

describe("partial tiles of earlier sizes", () => {
  test("may stay, when they say the same", async () => {
    const files = new Map([...logOf(5), ...logOf(300), ...logOf(700)]);
    expect(files.size).toBeGreaterThan(logOf(700).size + 3);
    expect(await verify(files)).toMatchObject({ ok: true });
  });

  test.each(["tile/0/000.p/5", "tile/entries/000.p/5", "tile/1/000.p/1"])("%s is named when it says something else", async (path) => {
    const files = new Map([...logOf(5), ...logOf(300), ...logOf(700)]);
    expect(await problemOf(files.set(path, flip(files.get(path) as Buffer, 9)))).toMatchObject({ code: "tile-altered", path });
  });
});

test("a reader's bytes are never changed, and each file is read once", async () => {
  const files = logOf(700);
  const before = [...files].map(([path, bytes]) => [path, Buffer.from(bytes)]);
  let open = 0;
  const read = async (path: string) => {
    open++;
    return files.get(path) ?? null;
  };
  const report = await verifyLog({ files: { ...reading(files), read }, keys: [{ key: key.note }], envelopes: "hash" });
  expect(report.ok).toBe(true);
  expect([...files]).toEqual(before);
  expect(open).toBe(1 + [...tilePlaces(700)].length + 3);
});

test("the fixture's root is the frontier's", () => {
  const frontier = new Frontier();
  for (const leaf of leaves.slice(0, 9)) frontier.append(leafHash(leaf));
  expect(logOf(9).get("checkpoint")?.toString()).toBe(signCheckpoint({ origin, size: 9, root: frontier.root() }, [logSigner(origin, key.privateKey)]));
});
