import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatProof, logSigner, sealStatement } from "../../ledger/index.ts";
import { logFiles, logKey } from "../../ledger/sample-log.fixture.ts";
import { factExtension, vsaPredicate } from "../../model/statement.ts";
import { deploy, exportLedger } from "../../workflow/index.ts";
import { testOrganisation } from "../../workflow/testing.ts";
import { runIn, testFolder } from "../testing.ts";

const { path: root, remove } = testFolder();
afterAll(remove);

const key = logKey();
const vkey = logSigner(key.note.name, key.privateKey).vkey;
const [given, until] = [Date.parse("2026-11-02T09:00:00Z"), Date.parse("2026-11-02T12:00:00Z")];
const [commit, tree] = ["a".repeat(40), "b".repeat(40)];

/** The two files of a receipt over a ledger of one entry. */
function write(name: string, environment: string | null, answer: "allow" | "deny" = "allow"): void {
  const digest = "0".repeat(64);
  const about = { verdict: "v-1", change: "c-1", revision: 2, environment, artifact: null, answer, reasons: ["passed-alone"], reviewed: false };
  const data = { ...about, subjectDigest: digest, policy: digest, decisions: [], evidence: [], exceptions: [], until, evaluator: "e" };
  const body = { schema: 1, type: "verdict-given", organisation: "o", time: new Date(given).toISOString(), actor: "system", links: [], key: "k", data, commitments: {} };
  const subject = [{ digest: { gitCommit: commit } }, { digest: { gitTree: tree } }];
  const predicate = { verificationResult: "PASSED", [factExtension]: body };
  const leaf = sealStatement({ _type: "https://in-toto.io/Statement/v1", subject, predicateType: vsaPredicate, predicate }, [key]);
  const note = logFiles([leaf], key).get("checkpoint")?.toString() ?? "";
  writeFileSync(join(root, `${name}.vsa.json`), leaf);
  writeFileSync(join(root, `${name}.tlog-proof`), formatProof({ index: 0, hashes: [], note, extra: null }));
}

const verify = (name: string, now: number, ...words: string[]) => runIn(root, ["verify", join(root, `${name}.tlog-proof`), "--vkey", vkey, ...words], { clock: () => now });

describe("R26 the page of a receipt", () => {
  beforeAll(() => {
    write("release", "production");
    write("merge", null);
    write("refused", "production", "deny");
  });

  it("says what was allowed, for which environment, when, and until when", async () => {
    const { exit, out } = await verify("release", until);
    expect(exit).toBe(0);
    for (const row of [/ verifies\.$/m, /^Allows +c-1, revision 2$/m, /^For +production$/m, /^Given +2026-11-02 09:00 UTC 3 h ago$/m, /^Until +2026-11-02 12:00 UTC /m]) {
      expect(out).toMatch(row);
    }
    expect(out).toContain(commit);
    expect(out).toContain(tree);
    expect(out).not.toMatch(/run out|^Order/m);
  });

  it("says that it has run out, which it does not hide behind verifying", async () => {
    const { exit, out } = await verify("release", until + 1);
    expect([exit, out.split("\n")[1]]).toEqual([0, "It has run out: no deployment may rely on it after 2026-11-02 12:00 UTC."]);
    expect((await verify("release", until + 1, "--json")).json()).toMatchObject({
      ok: true,
      receipt: { environment: "production", until: "2026-11-02T12:00:00.000Z", expired: true },
    });
  });

  it("does not call an allow to merge one to deploy", async () => {
    expect((await verify("merge", until)).out).toMatch(/^For +merging; it names no environment$/m);
  });

  it("says nothing of what a receipt that does not verify would allow", async () => {
    const { exit, out } = await verify("refused", until);
    expect([exit, out.includes("Allows")]).toEqual([1, false]);
    expect(out.replace(/\s+/g, " ")).toContain("does not verify: The envelope is no allow: the fact in it says something else.");
  });
});

describe("R26 the page of a ledger", () => {
  it("names each deployment that went around the gate, which is no fault of the ledger, and each step that stands wrong", async () => {
    await using org = await testOrganisation();
    const { change } = await org.released();
    const page = async (name: string) => {
      await exportLedger(org.workplace, join(root, name));
      return await runIn(root, ["verify", join(root, name)], { columns: 200 });
    };
    await deploy(org.workplace, "chen", { stage: "started", environment: "production", change });
    const around = await page("around");
    const ungated = `· Entry ${org.workplace.store.size - 2} (deployment-recorded): no allow for this change and environment stands before it. (ungated-deployment)`;
    expect(around.exit).toBe(0);
    expect(around.out).toMatch(/^Order +every step stands where it may stand; 1 deployment went around the gate, which is recorded$/m);
    expect(around.out).toContain(ungated);
    await org.gate(change);
    await deploy(org.workplace, "chen", { stage: "started", environment: "production", change });
    const [used] = (await org.facts("deployment-recorded")).slice(-1);
    if (used === undefined) throw new TypeError("there is a deployment");
    await org.workplace.store.append([{ type: "deployment-recorded", actor: used.actor, key: "again", data: { ...used.data, deployment: "r-again" } }]);
    const wrong = await page("wrong");
    expect(wrong.exit).toBe(1);
    expect(wrong.out).toMatch(/^Order +1 step stands where it may not stand; 1 deployment went around the gate, which is recorded$/m);
    expect(wrong.out).toContain(ungated);
    expect(wrong.out).toContain("(verdict-used-twice)");
  });
});
