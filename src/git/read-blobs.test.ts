import { describe, expect, it } from "vitest";
import { openRepository, readBlobs } from "./index.ts";
import { testRepository } from "./testing.ts";

describe("many blobs", () => {
  it("are handed over in order, cut where they are too long; what is no blob, or not there, is left out", async () => {
    using repo = testRepository();
    const commit = repo.commit({ "a.txt": "a\n" });
    const [short, long] = [repo.raw("blob", "short"), repo.raw("blob", "0123456789")];
    await using repository = await openRepository(repo.path);
    const got: [number, string][] = [];
    await readBlobs(repository, [long, "f".repeat(40), short, commit, long], 6, (place, bytes) => got.push([place, bytes.toString()]));
    expect(got).toEqual([
      [0, "012345"],
      [2, "short"],
      [4, "012345"],
    ]);
  });

  it("take no more room together than a few of them, however many there are", async () => {
    using repo = testRepository();
    const size = 2 ** 23;
    const blobs = Array.from({ length: 9 }, (_, at) => repo.raw("blob", Buffer.alloc(size, at)));
    await using repository = await openRepository(repo.path);
    const sums: number[] = [];
    await readBlobs(repository, blobs, size, (_, bytes) => sums.push(bytes.length + (bytes[size - 1] ?? 0)));
    expect(sums).toEqual(blobs.map((_, at) => size + at));
  });
});
