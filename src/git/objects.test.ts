import { describe, expect, it } from "vitest";
import { sha256 } from "../model/canonical.ts";
import { openRepository } from "./index.ts";
import { testRepository } from "./testing.ts";

describe("reading objects", () => {
  it("answers many requests at once, each with its own object, and null for one that is missing", async () => {
    using repo = testRepository();
    const contents = ["", "\n", "a", `${"c".repeat(40)} blob 3\nabc\n`, "x".repeat(300_000), `${"d".repeat(40)} missing\n`, "\0\n\0"];
    const ids = contents.map((content) => repo.raw("blob", content));
    await using repository = await openRepository(repo.path);
    const asked = [...ids, `${"0".repeat(39)}1`, ...ids.toReversed(), ...ids];
    const found = await Promise.all(asked.map((id) => repository.objects.read(id)));
    const expected = [...contents, null, ...contents.toReversed(), ...contents];
    expect(found.map((object) => object?.bytes.toString() ?? null)).toEqual(expected);
    expect(new Set(found.map((object) => object?.type))).toEqual(new Set(["blob", undefined]));
  });

  it("measures all of an object while it keeps only its beginning", async () => {
    using repo = testRepository();
    const content = "0123456789".repeat(100_000);
    const id = repo.raw("blob", content);
    await using repository = await openRepository(repo.path);
    const measured = await repository.objects.measure(id, 12);
    expect(measured).toMatchObject({ type: "blob", size: 1_000_000, sha256: sha256(content) });
    expect(measured?.bytes.toString()).toBe("012345678901");
    expect((await repository.objects.measure(id, 0))?.bytes.length).toBe(0);
    expect((await repository.objects.read(id))?.bytes.length).toBe(1_000_000);
  });

  it("takes nothing for an id but an id", async () => {
    using repo = testRepository();
    repo.commit({ "a.txt": "a\n" });
    await using repository = await openRepository(repo.path);
    for (const id of ["HEAD", "", "HEAD:a.txt", "a".repeat(39), "A".repeat(40), `${"a".repeat(40)}\n`, `${"a".repeat(40)}^{tree}`])
      await expect(repository.objects.read(id)).rejects.toThrow(TypeError);
  });

  it("reads an object that came into the repository after it was opened", async () => {
    using repo = testRepository();
    await using repository = await openRepository(repo.path);
    expect(await repository.objects.read("0".repeat(40))).toBeNull();
    const id = repo.raw("blob", "late\n");
    expect((await repository.objects.read(id))?.bytes.toString()).toBe("late\n");
  });

  it("refuses further requests once it is closed, and can be closed twice", async () => {
    using repo = testRepository();
    const repository = await openRepository(repo.path);
    await repository.close();
    await repository.close();
    await expect(repository.objects.read("0".repeat(40))).rejects.toThrow("closed");
  });
});
