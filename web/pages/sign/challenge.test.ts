import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { base64url, decisionNamespace, fromBase64url, recompute, signedBytes } from "./challenge.ts";

const document = { schema: "countersign/decision/v1", outcome: "approve", printedName: "Ana Costa", answers: [] };
const canonical = '{"answers":[],"outcome":"approve","printedName":"Ana Costa","schema":"countersign/decision/v1"}';

describe("what the browser works out before anybody signs", () => {
  it("digests the canonical bytes of the document", async () => {
    const { digest } = await recompute(document, decisionNamespace);
    expect(digest).toBe(createHash("sha256").update(canonical).digest("hex"));
  });

  it("makes the challenge that ssh-keygen signs (PROTOCOL.sshsig §3)", async () => {
    const { challenge } = await recompute(document, decisionNamespace);
    const string = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
    const parts = [Buffer.from(decisionNamespace), Buffer.alloc(0), Buffer.from("sha512"), createHash("sha512").update(canonical).digest()];
    expect(challenge).toBe(Buffer.concat([Buffer.from("SSHSIG"), ...parts.map(string)]).toString("base64url"));
  });

  it("notices one changed character", async () => {
    const [one, other] = await Promise.all([recompute(document, decisionNamespace), recompute({ ...document, outcome: "defer" }, decisionNamespace)]);
    expect(other.digest).not.toBe(one.digest);
    expect(other.challenge).not.toBe(one.challenge);
  });

  it("covers namespace, hash and message, and nothing else", () => {
    expect(signedBytes(new Uint8Array(64), decisionNamespace).length).toBe(6 + 4 + decisionNamespace.length + 4 + 4 + 6 + 4 + 64);
  });

  it("reads back what it wrote as base64url", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    expect(fromBase64url(base64url(bytes))).toEqual(bytes);
    expect(base64url(new Uint8Array([0xfb, 0xff]))).toBe("-_8");
  });
});
