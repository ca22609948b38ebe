import { Buffer } from "node:buffer";
import type { Json } from "../model/canonical.ts";
import { Halt } from "./outcome.ts";

type Members = { readonly [name: string]: Json };

/**
 * The text of the in-toto statement that stands in a DSSE envelope, or in the envelope of a Sigstore bundle; null for any other JSON. The signatures are not looked at: whoever hands the file in answers for what it says, signed
 * or not. Throws `Halt` (`corrupt`) for a payload that cannot be decoded.
 */
export function statementInEnvelope(value: Json): string | null {
  const envelope = isObject(value) && isObject(value["dsseEnvelope"]) ? value["dsseEnvelope"] : value;
  if (!isObject(envelope) || envelope["payloadType"] !== "application/vnd.in-toto+json") return null;
  const payload = envelope["payload"];
  // Either alphabet of base64 is allowed (DSSE 1.0), and what is left over at the end must not carry anything.
  const plain =
    typeof payload === "string"
      ? payload
          .replaceAll("-", "+")
          .replaceAll("_", "/")
          .replace(/={1,2}$/, "")
      : "";
  const bytes = Buffer.from(plain, "base64");
  if (plain === "" || bytes.toString("base64").replace(/={1,2}$/, "") !== plain)
    throw new Halt("corrupt", "At /payload: this is no base64; hand in the envelope as its producer wrote it.");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Halt("corrupt", "At /payload: what is inside is no UTF-8; hand in the envelope as its producer wrote it.");
  }
}

function isObject(value: Json | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
