import { join } from "node:path";
import { describe, it } from "vitest";
import { largeTree, longChain, widest } from "./large-histories.ts";
import { holdAll, holdSome } from "./testing.ts";

describe("R41 every line belongs to whom git blame names", () => {
  it("in a file of a hundred thousand lines with two hundred commits", () => holdAll(longChain(100_000, 200)));

  it("in a merge of three hundred parents", () => holdAll(widest(300)));

  it("in a tree of fifty thousand files: in all that were touched, and in some of the others", async () => {
    const { history, touched } = largeTree(50_000);
    await holdAll(history, (paths) => [...touched, ...paths.filter((_, at) => at % 250 === 0)]);
  });

  it("in all of this project's history", () => holdSome(join(import.meta.dirname, "../../.."), Number.POSITIVE_INFINITY));
});
