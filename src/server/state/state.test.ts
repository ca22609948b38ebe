import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seededRandom, TestClock } from "../../workflow/testing.ts";
import { openState, type State } from "./index.ts";

let folder: string;
let state: State;
let clock: TestClock;
let opened = 0;
const open = () => openState(folder, { machineClock: () => clock.now, random: seededRandom(`state ${++opened}`) });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "countersign-state-"));
  clock = new TestClock("2026-11-02T09:00:00Z");
  state = await open();
});
afterEach(async () => {
  await state.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("the state's file", () => {
  it("is its owner's alone, is there after a restart, and holds no secret", async () => {
    const secrets = [await state.sessions.start("p-1", { agent: "a", proved: true }), (await state.invitations.issue("p-1", "p-2")).secret];
    await state.close();
    expect(statSync(join(folder, "state.db")).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(join(folder, "state.db"), "latin1");
    for (const secret of secrets) expect(bytes).not.toContain(secret);
    state = await open();
    expect((await state.sessions.find(secrets[0] ?? ""))?.person).toBe("p-1");
    expect((await state.invitations.look(secrets[1] ?? ""))?.by).toBe("p-2");
  });

  it("of a newer program is refused", async () => {
    await sql`insert into kysely_migration (name, timestamp) values ('0099-newer', '2030')`.execute(state.db);
    await state.close();
    await expect(open()).rejects.toMatchObject({ code: "unsupported" });
    rmSync(join(folder, "state.db"));
    state = await open();
  });

  it("has one user at a time: what is written beside a transaction is not undone with it", async () => {
    const failing = state.db.transaction().execute(async (db) => {
      await db.insertInto("preferences").values({ person: "p-1", notices: "in" }).execute();
      await new Promise((resolve) => setImmediate(resolve));
      throw new TypeError("undone");
    });
    const beside = state.preferences.setNotices("p-2", "beside");
    await expect(failing).rejects.toThrow("undone");
    await beside;
    expect([await state.preferences.notices("p-1"), await state.preferences.notices("p-2")]).toEqual([null, "beside"]);
  });
});

describe("a session", () => {
  it("F10 of a time when the clock was wrong has ended once the clock is right again, and so has a challenge", async () => {
    const [right] = [clock.now];
    clock.advance("30d");
    const secret = await state.sessions.start("p-1", { agent: "a browser", proved: true });
    const id = await state.challenges.issue({ kind: "decision", person: "p-1", payload: "", life: 60_000 });
    clock.now = right;
    expect([await state.sessions.find(secret), await state.sessions.listOf("p-1"), await state.challenges.take("decision", id)]).toEqual([null, [], null]);
  });

  it("ends 12 hours after its last use, and not before", async () => {
    const secret = await state.sessions.start("p-1", { agent: "a browser", proved: true });
    clock.now += 12 * 3_600_000 - 1;
    const session = await state.sessions.find(secret);
    expect(session).toMatchObject({ person: "p-1", agent: "a browser", provedAt: session?.createdAt });
    if (session) await state.sessions.touch(session);
    clock.now += 12 * 3_600_000 - 1;
    expect(await state.sessions.find(secret)).not.toBeNull();
    clock.now += 1;
    expect(await state.sessions.find(secret)).toBeNull();
  });

  it("ends 7 days after its start, however busy it is", async () => {
    const secret = await state.sessions.start("p-1", { agent: "", proved: false });
    for (let at = 0; at < 14; at++) {
      const session = await state.sessions.find(secret);
      expect([at, session?.provedAt]).toEqual([at, 0]);
      if (session) await state.sessions.touch(session);
      clock.now += 12 * 3_600_000 - 1;
    }
    clock.now += 14;
    expect(await state.sessions.find(secret)).toBeNull();
    await expect(state.sessions.prove("gone")).rejects.toMatchObject({ code: "refused" });
  });

  it("has another secret after a proof of presence, and the old one is worth nothing (G14)", async () => {
    const secret = await state.sessions.start("p-1", { agent: "", proved: false });
    const before = await state.sessions.find(secret);
    clock.advance("1h");
    const next = await state.sessions.prove(before?.id ?? "");
    expect(next).not.toBe(secret);
    expect(await state.sessions.find(secret)).toBeNull();
    expect(await state.sessions.find(next)).toMatchObject({ provedAt: clock.now, expiresAt: before?.expiresAt });
  });

  it("is one of several, which end one by one, or all, or all but one", async () => {
    const [a, b, c] = [
      await state.sessions.start("p-1", { agent: "a", proved: true }),
      await state.sessions.start("p-1", { agent: "b", proved: true }),
      await state.sessions.start("p-2", { agent: "c", proved: true }),
    ];
    const agents = async () => (await state.sessions.listOf("p-1")).map(({ agent }) => agent).sort();
    expect(await agents()).toEqual(["a", "b"]);
    const first = await state.sessions.find(a);
    await state.sessions.endAllOf("p-1", first?.id);
    expect(await agents()).toEqual(["a"]);
    expect([await state.sessions.end(first?.id ?? ""), await state.sessions.end(first?.id ?? "")]).toEqual([true, false]);
    expect([await state.sessions.find(a), await state.sessions.find(b)]).toEqual([null, null]);
    expect((await state.sessions.find(c))?.person).toBe("p-2");
    await state.sessions.endAllOf("p-2");
    expect(await state.sessions.find(c)).toBeNull();
  });
});

describe("a challenge", () => {
  const issue = (life = 60_000) => state.challenges.issue({ kind: "decision", person: "p-1", payload: "what is signed", life });

  it("is taken once, also when two come at the same time (G10)", async () => {
    const id = await issue();
    expect(Buffer.from(id, "base64url")).toHaveLength(32);
    const taken = await Promise.all([state.challenges.take("decision", id), state.challenges.take("decision", id)]);
    expect(taken.filter((each) => each !== null)).toEqual([{ person: "p-1", payload: "what is signed" }]);
    expect(await state.challenges.take("decision", id)).toBeNull();
  });

  it("is worth nothing from its end on, and for another kind of thing", async () => {
    const [late, other, good] = [await issue(1_000), await issue(), await issue(1_001)];
    clock.now += 1_000;
    expect(await state.challenges.take("decision", late)).toBeNull();
    expect(await state.challenges.take("decision", good)).not.toBeNull();
    expect(await state.challenges.take("sign-in", other)).toBeNull();
    expect(await state.challenges.take("decision", other)).toBeNull();
  });
});

describe("an invitation", () => {
  it("is looked at as often as one likes, and used once", async () => {
    const { secret, expiresAt } = await state.invitations.issue("p-1", "p-2");
    const invitation = { person: "p-1", by: "p-2", createdAt: clock.now, expiresAt };
    expect([await state.invitations.look(secret), await state.invitations.look(secret)]).toEqual([invitation, invitation]);
    const used = await Promise.all([state.invitations.use(secret), state.invitations.use(secret)]);
    expect(used.filter((each) => each !== null)).toEqual([invitation]);
    expect(await state.invitations.look(secret)).toBeNull();
  });

  it("ends after a week, with a newer one, and when it is taken back", async () => {
    const first = await state.invitations.issue("p-1", "p-2");
    const second = await state.invitations.issue("p-1", "p-2");
    expect(await state.invitations.look(first.secret)).toBeNull();
    clock.now = second.expiresAt - 1;
    expect(await state.invitations.look(second.secret)).not.toBeNull();
    clock.now += 1;
    expect([await state.invitations.look(second.secret), await state.invitations.use(second.secret)]).toEqual([null, null]);
    const third = await state.invitations.issue("p-1", "p-2");
    await state.invitations.endAllOf("p-1");
    expect(await state.invitations.look(third.secret)).toBeNull();
  });
});

describe("what was handed out while the clock was wrong", () => {
  it("F10 holds no longer than it would have: an invitation and a wish are worth nothing once the clock is right again", async () => {
    const right = clock.now;
    const life = 24 * 3_600_000;
    clock.now = right + 30 * 24 * 3_600_000;
    const { secret } = await state.invitations.issue("p-1", "p-2");
    await state.challenges.issue({ kind: "wish", person: "p-1", payload: "p-2", life });
    expect([(await state.invitations.look(secret))?.person, await state.challenges.openOf({ kind: "wish", person: "p-1", life })]).toEqual(["p-1", ["p-2"]]);
    clock.now = right;
    expect([await state.invitations.look(secret), await state.invitations.use(secret), await state.challenges.openOf({ kind: "wish", person: "p-1", life })]).toEqual([
      null,
      null,
      [],
    ]);
  });
});

describe("a passkey's counter", () => {
  it("must grow where either side is not zero (G10)", async () => {
    const advance = (counter: number) => state.counters.advance("key", counter);
    expect([await advance(0), await advance(0), await advance(3), await advance(3), await advance(2), await advance(0), await advance(4)]).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      true,
    ]);
    expect(await state.counters.advance("another", 0)).toBe(true);
  });
});

describe("a mark of what was seen", () => {
  it("is of a person, a change and a pair of blobs: a file that changed is unseen again (C22)", async () => {
    const file = { path: "a.ts", oldBlob: null, newBlob: "b1" };
    await state.seen.mark("p-1", "c-1", [file, { path: "b.ts", oldBlob: "a", newBlob: null }]);
    await state.seen.mark("p-1", "c-1", [file]);
    expect(await state.seen.list("p-1", "c-1")).toEqual([file, { path: "b.ts", oldBlob: "a", newBlob: null }]);
    expect([await state.seen.list("p-2", "c-1"), await state.seen.list("p-1", "c-2")]).toEqual([[], []]);
    await state.seen.unmark("p-1", "c-1", { ...file, newBlob: "b2" });
    expect(await state.seen.list("p-1", "c-1")).toHaveLength(2);
    await state.seen.unmark("p-1", "c-1", file);
    expect(await state.seen.list("p-1", "c-1")).toHaveLength(1);
  });

  it("may be made of thousands of files at once", async () => {
    await state.seen.mark(
      "p-1",
      "c-1",
      Array.from({ length: 10_000 }, (_, at) => ({ path: `${at}`, oldBlob: "a", newBlob: "b" })),
    );
    expect(await state.seen.list("p-1", "c-1")).toHaveLength(10_000);
  });
});

describe("a visit", () => {
  it("counts the time between signs of life, and not that in which nobody was there (R35)", async () => {
    const began = clock.now;
    for (const seconds of [0, 15, 15, 7_200, 10]) {
      clock.now += seconds * 1_000;
      await state.visits.beat("p-1", "c-1", 2);
    }
    expect(await state.visits.of("p-1", "c-1", 2)).toEqual({ firstAt: began, lastAt: clock.now, seconds: 40 });
    expect(await state.visits.of("p-1", "c-1", 1)).toBeNull();
  });

  it("knows which evidence was opened, once each", async () => {
    for (const evidence of ["e-2", "e-1", "e-2"]) {
      await state.visits.openEvidence("p-1", "c-1", evidence);
      clock.now += 1;
    }
    expect(await state.visits.openedEvidence("p-1", "c-1")).toEqual(["e-2", "e-1"]);
  });
});

describe("a draft", () => {
  it("is of a person, a change and an environment, until it is dropped", async () => {
    await state.drafts.save("p-1", "c-1", null, "[1]");
    await state.drafts.save("p-1", "c-1", "production", "[2]");
    await state.drafts.save("p-1", "c-1", null, "[3]");
    expect(await state.drafts.read("p-1", "c-1", null)).toEqual({ answers: "[3]", at: clock.now });
    await state.drafts.drop("p-1", "c-1", null);
    expect([await state.drafts.read("p-1", "c-1", null), (await state.drafts.read("p-1", "c-1", "production"))?.answers]).toEqual([null, "[2]"]);
  });
});

describe("what has run out", () => {
  it("is forgotten, and nothing else", async () => {
    await state.sessions.start("p-1", { agent: "", proved: true });
    await state.challenges.issue({ kind: "k", person: null, payload: "", life: 60_000 });
    await state.requests.keep("r", { digest: "d", status: 200, body: "{}" });
    const rows = async () => {
      const counted: number[] = [];
      for (const table of ["sessions", "challenges", "requests"] as const) counted.push((await state.db.selectFrom(table).selectAll().execute()).length);
      return counted;
    };
    await state.sweep();
    expect(await rows()).toEqual([1, 1, 1]);
    clock.advance("1m");
    await state.sweep();
    expect(await rows()).toEqual([1, 0, 1]);
    clock.advance("1d");
    expect(await state.requests.find("r")).toBeNull();
    await state.sweep();
    expect(await rows()).toEqual([0, 0, 0]);
  });
});
