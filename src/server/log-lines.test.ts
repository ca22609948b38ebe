import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { LogLines } from "./log-lines.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

function logging() {
  const written: string[] = [];
  const lines = new LogLines((text) => void written.push(text));
  const said = () =>
    written.map((text) =>
      text
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as { msg: string }).msg),
    );
  return { lines, log: pino({ base: null }, lines), said };
}

describe("the lines of the log", () => {
  it("of one turn are handed on together, in their order", async () => {
    const { log, said } = logging();
    log.info("one");
    log.info("two");
    expect(said()).toEqual([]);
    await turn();
    log.info("three");
    await turn();
    expect(said()).toEqual([["one", "two"], ["three"]]);
  });

  it("are handed on at once by a warning or worse, and by whoever ends the process", async () => {
    const { log, lines, said } = logging();
    log.info("before");
    log.fatal("the end");
    expect(said()).toEqual([["before", "the end"]]);
    log.info("stopped");
    lines.flush();
    lines.flush();
    expect(said()).toEqual([["before", "the end"], ["stopped"]]);
    await turn();
    expect(said()).toHaveLength(2);
  });
});
