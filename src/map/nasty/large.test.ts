import { join } from "node:path";
import { describe, it } from "vitest";
import { longChain, widest } from "./large-histories.ts";
import { holdAll, holdSome } from "./testing.ts";

describe("R41 every line belongs to whom git blame names", () => {
  it("in a file that a thousand commits edited", () => holdAll(longChain(300, 1_000)));

  it("in a merge of forty parents that changes more than any of them", () => holdAll(widest(40)));

  it("in the history of this project, in files spread over all of it", () => holdSome(join(import.meta.dirname, "../../.."), 100));
});
