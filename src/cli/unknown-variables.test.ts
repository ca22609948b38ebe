import { describe, expect, it } from "vitest";
import { runIn, testFolder } from "./testing.ts";
import { unknownVariables } from "./unknown-variables.ts";

describe("a variable that is no setting", () => {
  it("is named with the one that was most likely meant, and never with its value", () => {
    expect(unknownVariables({ COUNTERSIGN_PROT: "8", COUNTERSIGN_SOMETHING_ELSE: "secret", PROT: "8" })).toEqual([
      "The variable COUNTERSIGN_PROT is no setting, and is ignored. Did you mean `COUNTERSIGN_PORT`?",
      "The variable COUNTERSIGN_SOMETHING_ELSE is no setting, and is ignored.",
    ]);
  });

  it("is none of those that are taken", () => {
    const taken = ["DATA", "PERSON", "KEY", "REPO", "NO_COLOR", "CONFIG", "PORT", "MAIL_FROM", "WEBHOOK_URL", "WEBHOOK_SECRET", "WEBHOOK_SECRET_FILE", "SMTP_URL_FILE"];
    expect(unknownVariables(Object.fromEntries(taken.map((name) => [`COUNTERSIGN_${name}`, "x"])))).toEqual([]);
    expect(unknownVariables({ COUNTERSIGN_PORT_FILE: "x" })).toHaveLength(1);
  });

  it("is told by doctor, and fails nothing", async () => {
    using folder = disposable();
    const { exit, json } = await runIn(folder.path, ["doctor", "--data", "data", "--json"], { env: { COUNTERSIGN_PROT: "8" } });
    expect(exit).toBe(0);
    expect(json()).toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ name: "variables", ok: true, sentence: expect.stringContaining("COUNTERSIGN_PORT") })]),
    });
  });
});

function disposable() {
  const { path, remove } = testFolder();
  return { path, [Symbol.dispose]: remove };
}
