import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { met } from "../../workflow/testing.ts";
import { openState } from "../state/index.ts";
import { type TestServer, testServer } from "../testing.ts";
import { PostOffice } from "./post-office.ts";

interface Letter {
  readonly to: readonly string[];
  readonly text: string;
}

/** A mail server that takes letters, or says for a while that it does not. */
class Mailbox {
  readonly letters: Letter[] = [];
  refuses = false;
  readonly #server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (this.refuses) return done(new Error("not now"));
        this.letters.push({ to: session.envelope.rcptTo.map(({ address }) => address), text: unfolded(Buffer.concat(chunks).toString("utf8")) });
        done();
      });
    },
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => void this.#server.listen(0, "127.0.0.1", resolve));
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(resolve));
  }

  to(address: string): string[] {
    return this.letters.filter(({ to }) => to.includes(address)).map(({ text }) => text);
  }
}

// Quoted-printable, as far as these letters need it.
function unfolded(text: string): string {
  return text.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

interface Post {
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const secret = `whsec_${Buffer.from("a secret of the tests").toString("base64")}`;
let mailbox: Mailbox;
let receiver: Server;
let posts: Post[];
let server: TestServer;
let post: PostOffice;

beforeEach(async () => {
  mailbox = new Mailbox();
  posts = [];
  receiver = createServer(async (request, response) => {
    posts.push({ headers: request.headers, body: Buffer.concat(await request.toArray()).toString("utf8") });
    response.writeHead(posts.length === 1 ? 500 : 204).end();
  });
  await new Promise<void>((resolve) => void receiver.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  server = await testServer({ settings: { smtp: { url: await mailbox.open(), from: "countersign@example.com" }, webhook: { url, secret } } });
  post = new PostOffice(server.desk);
  // It begins at the end of what was recorded before it first ran.
  await post.work();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await mailbox.close();
  await new Promise((resolve) => receiver.close(resolve));
});

async function wish(handle: "bo" | "chen" | "dora", turns: "at-once" | "digest" | "never", escalations: "at-once" | "never" = "at-once"): Promise<void> {
  const client = await server.as(handle);
  expect((await client("/api/me/notices", { method: "PUT", json: { turns, escalations } })).status).toBe(200);
}

describe("notices", () => {
  it("tell whoever wished it, at once, whose turn it is and why, with a link that decides nothing", async () => {
    await wish("bo", "at-once");
    const { change } = await server.organisation.proposed();
    await post.work();
    const [letter = "", ...more] = mailbox.to("bo@example.com");
    expect(more).toEqual([]);
    expect(letter).toContain("Subject: It is your turn: Charge twice");
    expect(letter).toContain(`https://countersign.example.com/changes/${change}`);
    expect(letter).toContain("Nothing is decided by opening a link.");
    expect(mailbox.to("chen@example.com")).toEqual([]);
  });

  it("are quiet by default: turns come in one digest a day, and not before seven", async () => {
    await server.organisation.proposed();
    server.organisation.clock.advance("20h");
    await post.remind();
    expect(mailbox.letters).toEqual([]);
    server.organisation.clock.advance("3h");
    await post.remind();
    await post.remind();
    expect(mailbox.to("bo@example.com")).toHaveLength(1);
    expect(mailbox.to("bo@example.com")[0]).toContain("Subject: One change waits for you");
    server.organisation.clock.advance("24h");
    await post.remind();
    expect(mailbox.to("bo@example.com").filter((text) => text.includes("One change waits for you"))).toHaveLength(2);
  });

  it("R33 tell of an escalation at once, and of one that is overdue once", async () => {
    const { change } = await server.organisation.proposed();
    await server.organisation.decide("bo", change, { outcome: "unsure", doubt: "meets-requirement", comment: "I can't tell" });
    await post.work();
    const before = mailbox.letters.map(({ to }) => to.join());
    expect(mailbox.letters.map(({ text }) => /Subject: (.*)/.exec(text)?.[1]?.trim())).toEqual(before.map(() => "Escalated to you: Charge twice"));
    expect(before.length).toBeGreaterThan(0);
    expect(before).not.toContain("bo@example.com");
    server.organisation.clock.advance("30d");
    for (let round = 0; round < 2; round++) await post.remind();
    const overdue = mailbox.letters.filter(({ text }) => text.includes("Subject: Overdue: Charge twice"));
    expect(overdue.map(({ to }) => to.join()).sort()).toEqual(before.sort());
  });

  it("R35 tell whoever was asked for a second look, once when it is asked and once when it is overdue", async () => {
    const org = server.organisation;
    const { change } = await org.proposed();
    await org.decide("bo", change);
    const [decision] = await org.workplace.store.read.decisions(change);
    await wish("chen", "never");
    await wish("dora", "never");
    const bo = await server.as("bo");
    expect((await bo("/api/re-reviews", { json: { decision: decision?.id, days: 2 } })).status).toBe(201);
    const subjects = () => mailbox.letters.map(({ text }) => /Subject: (.*)/.exec(text)?.[1]?.trim());
    for (let round = 0; round < 2; round++) await post.remind();
    expect(subjects()).toEqual(["Asked of you: A second look at the approval of Charge twice"]);
    org.clock.advance("2d");
    for (let round = 0; round < 2; round++) await post.remind();
    expect(subjects().filter((about) => about?.startsWith("Overdue: A second look"))).toHaveLength(1);
  });

  it("say nothing to whoever wished for nothing, nor of what was answered before they were read", async () => {
    await wish("bo", "never", "never");
    await wish("chen", "at-once");
    const { change } = await server.organisation.proposed();
    await server.organisation.decide("bo", change);
    await post.work();
    expect(mailbox.letters).toEqual([]);
  });

  it("are delivered at least once: a mail server that was away gets them later, and once", async () => {
    await wish("bo", "at-once");
    mailbox.refuses = true;
    await server.organisation.proposed();
    await post.work();
    mailbox.refuses = false;
    await post.work();
    expect(mailbox.letters).toEqual([]);
    server.organisation.clock.advance("1m");
    await post.work();
    server.organisation.clock.advance("1h");
    await post.work();
    expect(mailbox.to("bo@example.com")).toHaveLength(1);
  });

  it("F10 are sent again after a pause though the ledger's clock stands still, after a jump of the machine's", async () => {
    await wish("bo", "at-once");
    const { clock } = server.organisation;
    const right = clock.now;
    clock.advance("30d");
    await server.organisation.proposed();
    clock.now = right;
    mailbox.refuses = true;
    await post.work();
    mailbox.refuses = false;
    clock.advance("1h");
    await post.work();
    expect(mailbox.to("bo@example.com")).toHaveLength(1);
  });

  it("survive a restart: what was put out and not delivered leaves afterwards, and nothing is made twice", async () => {
    await wish("bo", "at-once");
    mailbox.refuses = true;
    await server.organisation.proposed();
    await post.work();
    mailbox.refuses = false;
    server.organisation.clock.advance("1m");
    await server.desk.state.close();
    await using state = await openState(server.organisation.folder, server.desk.workplace);
    const again = new PostOffice({ ...server.desk, state });
    await again.work();
    await again.work();
    expect(mailbox.to("bo@example.com")).toHaveLength(1);
    Object.assign(server.desk, { state: await openState(server.organisation.folder, server.desk.workplace) });
  });

  it("go to the webhook signed, with the same id when they are sent again", async () => {
    const { change } = await server.organisation.proposed();
    await post.work();
    server.organisation.clock.advance("1m");
    await post.work();
    const ids = posts.map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size).toBe(posts.length - 1);
    expect(ids.filter((id) => id === ids[0])).toHaveLength(2);
    for (const { headers, body } of posts) {
      const signed = createHmac("sha256", Buffer.from("a secret of the tests")).update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`).digest("base64");
      expect(headers["webhook-signature"]).toBe(`v1,${signed}`);
      expect(JSON.parse(body)).toMatchObject({ type: "turn.began", data: { section: "needsMyDecision", change: { id: change } } });
    }
  });

  it("begin anew when a person decided and what is judged has changed since", async () => {
    await wish("bo", "at-once");
    const { change } = await server.organisation.proposed();
    await server.organisation.decide("bo", change, { answers: met([{ id: "meets-requirement", link: "requirement" }]) });
    await post.work();
    server.organisation.clock.advance("1h");
    server.organisation.repository.checkout("topic");
    server.organisation.repository.commit({ "src/pay.ts": "export const fee = 2;\n" }, { message: "Charge more" });
    await server.organisation.propose();
    await post.work();
    expect(mailbox.to("bo@example.com").map((text) => /Subject: (.*)/.exec(text)?.[1]?.trim())).toEqual(["Returned to you: Charge more"]);
  });
});
