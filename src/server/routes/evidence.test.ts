import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { junit, lcov } from "../../workflow/testing.ts";
import { addedEvidence, changePage, evidencePage } from "../shapes/change.ts";
import { type Client, testServer } from "../testing.ts";

const octets = { "content-type": "application/octet-stream" };

describe("evidence over HTTP", () => {
  it("a pipeline's token binds a report to a commit; the same bytes again are the same fact; a file of no format is refused", async () => {
    await using server = await testServer();
    const { organisation: org } = server;
    const head = org.commitChange();
    const { change } = await org.propose();
    const ci = await server.token(["evidence"]);
    const send = (body: Uint8Array, name = "junit.xml") =>
      ci(`/api/evidence?project=payments&commit=${head}&name=${name}`, { method: "POST", body: Buffer.from(body), headers: octets });
    const first = await send(junit({ passed: 2, failed: 1 }));
    expect(first.status).toBe(201);
    const added = addedEvidence.parse(await first.json());
    expect(added).toMatchObject({ format: "junit", state: "accepted", again: false, troubles: [] });
    expect(addedEvidence.parse(await (await send(junit({ passed: 2, failed: 1 }))).json())).toMatchObject({ evidence: added.evidence, again: true });
    const refused = await send(Buffer.from("hello"), "notes.txt");
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([422, "evidence-refused"]);
    expect(await org.facts("evidence-added")).toHaveLength(1);

    const bo = await server.as("bo");
    const { evidence } = changePage.parse(await (await bo(`/api/changes/${change}`)).json());
    expect(evidence.map(({ verdict, checks }) => [verdict, checks.map(({ id, result }) => [id, result])])).toEqual([
      ["2 passed, 1 failed, 0 skipped", [["tests-pass", "not-met"]]],
    ]);
    const opened = evidencePage.parse(await (await bo(`/api/changes/${change}/evidence/${added.evidence}`)).json());
    expect(opened.cases.map(({ outcome, message }) => [outcome, message])).toEqual([["failed", "no"]]);
  });

  it("E17 a report of more than a megabyte is read and recorded from its file, to the last byte", async () => {
    await using server = await testServer();
    const head = server.organisation.commitChange();
    const { change } = await server.organisation.propose();
    const ci = await server.token(["evidence"]);
    const large = Buffer.concat([junit({ passed: 2 }), Buffer.alloc(30_000_000, "\n")]);
    const sent = await ci(`/api/evidence?project=payments&commit=${head}&name=large.xml`, { method: "POST", body: large, headers: octets });
    const { evidence, ...added } = addedEvidence.parse(await sent.json());
    expect(added).toMatchObject({ format: "junit", state: "accepted", again: false });
    const file = await (await server.as("bo"))(`/api/changes/${change}/evidence/${evidence}/file`);
    expect(Buffer.from(await file.arrayBuffer()).equals(large)).toBe(true);
    const same = await ci(`/api/evidence?project=payments&commit=${head}&name=large.xml`, { method: "POST", body: large, headers: octets });
    expect(addedEvidence.parse(await same.json())).toMatchObject({ evidence, again: true });
    expect(readdirSync(join(server.organisation.folder, "uploads"))).toEqual([]);
  });

  it("E11 a token's reports stand under its agent's name only, so that they never replace those of another producer", async () => {
    await using server = await testServer();
    const { organisation: org } = server;
    const head = org.commitChange();
    const { change } = await org.propose();
    await org.attach(head, [junit({ failed: 2 }), lcov()], "ci");
    const send = (client: Client, producer: string | null, run: number) =>
      client(`/api/evidence?project=payments&commit=${head}&name=x.xml${producer === null ? "" : `&producer=${producer}`}`, { body: Buffer.from(junit({ run })), headers: octets });
    const robin = await server.token(["evidence"]);
    const foreign = await send(robin, "ci", 2);
    expect([foreign.status, await foreign.json()]).toMatchObject([403, { code: "refused", detail: expect.stringContaining("under its own name only, robin") }]);
    for (const [producer, run] of [["robin", 3] as const, [null, 4] as const]) expect((await send(robin, producer, run)).status).toBe(201);
    // A person says who made a report, and is held to names that nobody else has.
    const bo = await server.as("bo");
    expect((await send(bo, "nightly", 5)).status).toBe(201);
    for (const taken of ["robin", "ada", org.id("robin")]) expect((await send(bo, taken, 6)).status).toBe(403);
    const added = await org.facts("evidence-added");
    expect(added.map(({ data }) => data.producer)).toEqual(["ci", "ci", "robin", "robin", "nightly"]);
    expect((await org.gate(change, { environment: null })).verdict.criteria.find(({ id }) => id === "tests-pass")?.result).toBe("not-met");
  });

  it("G04 gives a file back to be saved, never to be shown, and only with its change", async () => {
    await using server = await testServer();
    const { organisation: org } = server;
    const { change } = await org.proposed();
    org.commitChange("other", "export const other = 1;\n");
    const { change: another } = await org.propose({ head: "refs/heads/other" });
    const bo = await server.as("bo");
    const { evidence } = changePage.parse(await (await bo(`/api/changes/${change}`)).json());
    const file = await bo(`/api/changes/${change}/evidence/${evidence[0]?.id}/file`);
    expect(Buffer.from(await file.arrayBuffer()).equals(Buffer.from(junit()))).toBe(true);
    expect([file.headers.get("content-type"), file.headers.get("content-security-policy")]).toEqual(["application/octet-stream", "default-src 'none'; sandbox"]);
    expect(file.headers.get("content-disposition")).toMatch(/^attachment; /);
    expect((await bo(`/api/changes/${another}/evidence/${evidence[0]?.id}/file`)).status).toBe(404);
  });

  it("proposes from the project's repository with a token, the same content once", async () => {
    await using server = await testServer();
    server.organisation.commitChange();
    const robin = await server.token(["propose"]);
    const put = (project: string) => robin("/api/changes", { json: { project, head: "refs/heads/topic", base: "refs/heads/main", requirement: "PAY-7", declared: "none" } });
    await server.organisation.propose({ by: "ada", title: "Earlier" });
    const first = await put("payments");
    expect([first.status, await first.json()]).toMatchObject([201, { revision: 2, again: false, verdict: "deny" }]);
    expect(await (await put("payments")).json()).toMatchObject({ again: true });
    expect((await put("elsewhere")).status).toBe(404);
  });
});
