import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ran, runIn, testFolder } from "./testing.ts";

const { path: root, remove } = testFolder();
afterAll(remove);

const data = join(root, "data");
const sample = join(data, "sample");
const cs = (...words: string[]) => runIn(root, [...words, "--sample", "--data", data]);

interface Made {
  readonly change: string;
  readonly verdict: { readonly verdict: string };
  readonly commands: readonly string[];
}

let made: Made;
beforeAll(async () => {
  const ran = await runIn(root, ["sample", "--json", "--data", data]);
  expect([ran.exit, ran.err]).toEqual([0, ""]);
  made = ran.json() as Made;
}, 120_000);

const decide = (person: string, ...words: string[]): Promise<Ran> => cs("decide", made.change, "approve", "--environment", "production", "--as", person, ...words);
const gate = (...words: string[]): Promise<Ran> => cs("gate", "--environment", "production", "--change", made.change, ...words);

// One change on its way, in the order of the tests.
describe("a change of the sample", () => {
  it("waits for one person, and the sample says which command gives it", async () => {
    expect(made.verdict.verdict).toBe("wait");
    expect(made.commands.map((command) => command.replace(/^\S+ /, "").split(" ")[0])).toEqual(["decide", "gate"]);
    const ran = await gate();
    expect([ran.exit, ran.out.split("\n")[0]]).toEqual([3, "… wait  Needs one more approval by a release manager: Chen Wei."]);
  });

  it("is in the inbox of that person, with the command to decide it", async () => {
    const ran = await cs("inbox", "--as", "chen");
    expect(ran.out).toMatch(/^1 change waits for you\.\n/);
    expect(ran.out).toContain(`countersign decide ${made.change} approve --environment production --sample --data ${data}\n`);
    expect((await cs("inbox", "--as", "ana")).out).toMatch(/^Nothing waits for you\.\n/);
  });

  it("R19: is not approved while a question has no answer; the failure holds the template", async () => {
    const ran = await decide("chen");
    expect([ran.exit, ran.out]).toEqual([2, ""]);
    expect(ran.err).toContain("\nanswers:\n");
    expect((await decide("chen", "--json")).json()).toMatchObject({ error: { code: "answers-missing" } });
  });

  it("refuses its author before anything is asked", async () => {
    const ran = await decide("ana", "--json");
    expect([ran.exit, ran.json()]).toEqual([1, { error: expect.objectContaining({ code: "refused" }) }]);
  });

  it("F01: is still not allowed after all that", async () => {
    const wait = await gate("--json", "--wait", "0m", "--receipt", join(root, "early"));
    expect([wait.exit, wait.json()]).toEqual([3, expect.objectContaining({ receipt: null })]);
    expect(readdirSync(root).filter((name) => name.startsWith("early"))).toEqual([]);
  });

  it("R24, R72: is approved by the signature of the person who may, while a pipeline waits at the gate", async () => {
    const decisions: Ran[] = [];
    const sleep = async () => void decisions.push(await decide("chen", "--answers", join(sample, "answers.yaml")));
    const words = ["gate", "--environment", "production", "--change", made.change, "--wait", "30m", "--json", "--sample", "--data", data];
    expect(await runIn(root, words, { sleep })).toMatchObject({ exit: 0 });
    expect(decisions).toHaveLength(1);
    const ran = decisions[0] ?? (await gate());
    expect(ran.exit).toBe(0);
    expect(ran.err).toContain("You sign exactly this:\n  I approve this change for release to production.\n");
    expect(ran.out).toMatch(/^Recorded as entry \d+ of the ledger\.\n/);
    for (const row of [/^Signed by +Chen Wei$/m, /^Time +\d{4}-\d\d-\d\dT[\d:.]+Z$/m, /^Meaning +responsibility$/m, /^SHA-256 +[0-9a-f]{64}$/m]) expect(ran.out).toMatch(row);
  });

  it("R26: is allowed with a receipt that verifies offline, and with no other", async () => {
    const receipt = join(root, "release");
    const ran = await gate("--receipt", receipt);
    expect([ran.exit, ran.out.startsWith("✔ allow  ")]).toEqual([0, true]);
    const vkey = (JSON.parse(readFileSync(join(sample, "instance.json"), "utf8")) as { vkey: string }).vkey;
    const verify = (name: string) => runIn(root, ["verify", `${name}.tlog-proof`, "--vkey", vkey]);
    expect((await verify(receipt)).exit).toBe(0);
    const envelope = readFileSync(`${receipt}.vsa.json`, "utf8");
    writeFileSync(join(root, "forged.vsa.json"), envelope.replace(/"payload":"(.)/, '"payload":"$1A'));
    writeFileSync(join(root, "forged.tlog-proof"), readFileSync(`${receipt}.tlog-proof`));
    const forged = await verify(join(root, "forged"));
    expect([forged.exit, forged.out]).toEqual([1, expect.stringContaining("does not verify")]);
  });

  it("R26: is deployed once for each allow; one more deployment is a violation and no success", async () => {
    const start = () => cs("deploy", "start", "--environment", "production", "--change", made.change, "--as", "chen", "--json");
    // The allow that was waited for and the one with the receipt are the same: nothing had changed in between.
    expect(await start()).toMatchObject({ exit: 0 });
    expect(await cs("deploy", "succeeded", "--environment", "production", "--as", "chen")).toMatchObject({ exit: 0 });
    const again = await start();
    expect([again.exit, again.json()]).toEqual([1, expect.objectContaining({ violation: expect.any(String) })]);
  });

  it("R2: leaves a ledger that verifies from an export alone, and not after a byte of it changed", async () => {
    const folder = join(root, "export");
    expect(await cs("ledger", "export", folder)).toMatchObject({ exit: 0 });
    expect(await runIn(root, ["verify", folder])).toMatchObject({ exit: 0, err: "" });
    const entries = readdirSync(join(folder, "tile/entries"), { recursive: true, encoding: "utf8" }).map((name) => join(folder, "tile/entries", name));
    const bundle = entries.at(-1) ?? "";
    const bytes = readFileSync(bundle);
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    writeFileSync(bundle, bytes);
    const broken = await runIn(root, ["verify", folder]);
    expect([broken.exit, broken.out]).toEqual([1, expect.stringContaining("First wrong")]);
  });

  it.each([["people", "list"], ["keys", "list"], ["qualify", "list"], ["escalations"], ["ledger", "show"], ["policy", "lint"], ["policy", "explain"], ["doctor"]])(
    "answers %s %s for people and for programs",
    async (...words) => {
      const [page, document] = [await cs(...words), await cs(...words, "--json")];
      expect([page.exit, page.err, document.exit, document.err]).toEqual([0, "", 0, ""]);
      expect(page.out.length).toBeGreaterThan(0);
      expect(document.json()).toBeTypeOf("object");
    },
  );
});

describe("an organisation beside the sample", () => {
  it("is founded in the same data folder, and the sample stays", async () => {
    const words = ["init", "--organisation", "Northwind", "--name", "Ana Costa", "--email", "ana@northwind.example", "--repo", join(sample, "repository"), "--data", data];
    const ran = await runIn(root, [...words, "--json"]);
    expect([ran.exit, ran.err]).toEqual([0, ""]);
    expect(ran.json()).toMatchObject({ founded: true, administrator: { handle: "ana" }, project: "repository" });
    expect(await gate()).toMatchObject({ exit: 0 });
    expect(await runIn(root, words)).toMatchObject({ exit: 2 });
  });
});
