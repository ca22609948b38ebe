import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { refsStamp } from "./refs-stamp.ts";
import { testRepository } from "./testing.ts";

it("moves with every move of a ref, loose or packed, and is not given for a ref that stands for another, nor where there is none", async () => {
  using repository = testRepository();
  const git = (...words: string[]) => execFileSync("git", ["-C", repository.path, ...words]);
  const stamp = (ref: string) => refsStamp(join(repository.path, ".git"), [ref]);
  repository.commit({ "a.txt": "a\n" });
  const first = await stamp("refs/heads/main");
  expect(first).not.toBeNull();
  expect(await stamp("refs/heads/main")).toBe(first);
  repository.commit({ "a.txt": "b\n" });
  const second = await stamp("refs/heads/main");
  git("pack-refs", "--all");
  const packed = await stamp("refs/heads/main");
  git("update-ref", "refs/heads/main", "HEAD~1");
  git("pack-refs", "--all");
  expect(new Set([first, second, packed, await stamp("refs/heads/main")]).size).toBe(4);
  git("symbolic-ref", "refs/heads/other", "refs/heads/main");
  expect(await stamp("refs/heads/other")).toBeNull();
  expect(await refsStamp(join(repository.path, "nowhere"), ["refs/heads/main"])).toBeNull();
});
