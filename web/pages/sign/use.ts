import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Given } from "../../api/client.ts";
import { inWords } from "../../api/passkeys.ts";
import { refresh } from "../../api/queries.ts";
import { announce } from "../../parts/status.tsx";
import { base64url, fromBase64url, type Recomputed, recompute } from "./challenge.ts";
import type { Prepared } from "./check.ts";

export type Assertion = Given<"decisions.record">["body"]["assertion"];

/** What can be signed on a page. `Text` is the document in the form that the page shows, `Receipt` the server's answer once it is recorded. */
export interface Signable<Text extends { readonly time: string }, Receipt extends { readonly index: number }> {
  readonly namespace: string;
  /** Has the document written by the server. */
  readonly prepare: () => Promise<Prepared>;
  /** Null when it has not exactly the form that the page can show whole. */
  readonly read: (document: unknown) => Text | null;
  /** What is wrong with it, a sentence each; whoever reads of one signs nothing. */
  readonly troubles: (prepared: Prepared, recomputed: Recomputed) => readonly string[];
  /** What is another than in the text that was shown before. */
  readonly moved: (before: Text, now: Text) => readonly string[];
  readonly record: (prepared: string, assertion: Assertion) => Promise<Receipt>;
}

/** What was prepared, checked by the browser. */
export interface Ready<Text> {
  readonly prepared: Prepared;
  readonly document: Text;
  readonly recomputed: Recomputed;
  /** When it may not be signed any more, on the browser's monotonic clock. */
  readonly ends: number;
  /** What is another than in the text that was shown before this one. */
  readonly moved: readonly string[];
}

export type Stage<Text, Receipt> =
  | { readonly is: "preparing" }
  | { readonly is: "ready"; readonly ready: Ready<Text>; readonly error: unknown }
  | { readonly is: "signing"; readonly ready: Ready<Text> }
  | { readonly is: "over"; readonly ready: Ready<Text> }
  | { readonly is: "wrong"; readonly troubles: readonly string[] }
  /** `sent`: the signature was on its way, so that without an answer nobody knows what became of it. */
  | { readonly is: "failed"; readonly error: unknown; readonly sent: boolean }
  | { readonly is: "recorded"; readonly receipt: Receipt; readonly ready: Ready<Text> };

/** How often a text is prepared again by itself while somebody reads it; after that they are asked. */
const patience = 10;

/** Prepares, checks, prepares again when the minute is over, and signs. */
export function useSigning<Text extends { readonly time: string }, Receipt extends { readonly index: number }>(signable: Signable<Text, Receipt>) {
  const [stage, setStage] = useState<Stage<Text, Receipt>>({ is: "preparing" });
  const client = useQueryClient();
  const wanted = useRef(signable);
  const shown = useRef<Text | null>(null);
  const times = useRef(0);
  const turn = useRef(0);
  const prepare = useCallback(async () => {
    const mine = ++turn.current;
    const next = await prepareOnce(wanted.current, shown.current).catch((error: unknown): Stage<Text, Receipt> => ({ is: "failed", error, sent: false }));
    // Another preparation, or the end of the page, has overtaken this one.
    if (mine !== turn.current) return;
    if (next.is === "ready") shown.current = next.ready.document;
    setStage(next);
  }, []);
  useEffect(() => {
    void prepare();
    return () => {
      turn.current++;
    };
  }, [prepare]);
  useEffect(() => {
    if (stage.is !== "ready") return;
    const { ready } = stage;
    const timer = setTimeout(
      () => {
        if (document.hidden || ++times.current > patience) setStage({ is: "over", ready });
        else void prepare();
      },
      Math.max(0, ready.ends - performance.now()),
    );
    return () => clearTimeout(timer);
  }, [stage, prepare]);
  const sign = async (ready: Ready<Text>) => {
    turn.current++;
    setStage({ is: "signing", ready });
    try {
      const receipt = await record(wanted.current, ready);
      setStage({ is: "recorded", receipt, ready });
      announce(`Recorded as entry ${receipt.index} of the ledger.`);
      await refresh(client);
    } catch (error) {
      setStage(ready.ends > performance.now() && isRetryable(error) ? { is: "ready", ready, error } : { is: "failed", error, sent: !isRetryable(error) });
    }
  };
  const again = () => {
    times.current = 0;
    setStage({ is: "preparing" });
    void prepare();
  };
  return { stage, sign, again };
}

// Nothing was sent as long as only the passkey was not used.
function isRetryable(error: unknown): boolean {
  return error instanceof NotSigned;
}

/** The passkey gave no signature, so nothing was sent. */
class NotSigned extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : "The passkey was not used.", { cause });
    this.name = "NotSigned";
  }
}

async function prepareOnce<Text extends { readonly time: string }, Receipt extends { readonly index: number }>(
  { namespace, prepare, read, troubles, moved }: Signable<Text, Receipt>,
  before: Text | null,
): Promise<Stage<Text, Receipt>> {
  const asked = performance.now();
  const prepared = await prepare();
  const recomputed = await recompute(prepared.document, namespace);
  const found = troubles(prepared, recomputed);
  const document = read(prepared.document);
  if (found.length > 0 || document === null) return { is: "wrong", troubles: found };
  // From the server's two times, since this machine's clock may be wrong.
  const life = Date.parse(prepared.expires) - Date.parse(document.time);
  return { is: "ready", error: null, ready: { prepared, document, recomputed, ends: asked + life, moved: before === null ? [] : moved(before, document) } };
}

async function record<Text extends { readonly time: string }, Receipt extends { readonly index: number }>(
  signable: Signable<Text, Receipt>,
  { prepared, recomputed }: Ready<Text>,
): Promise<Receipt> {
  const assertion = await assertWith(prepared, recomputed).catch((error: unknown) => {
    throw new NotSigned(inWords(error));
  });
  return await signable.record(prepared.prepared, assertion);
}

async function assertWith({ rpId, credentials }: Prepared, { challenge }: Recomputed): Promise<Assertion> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    // What the browser worked out, not what was sent.
    challenge: fromBase64url(challenge),
    rpId,
    userVerification: "required",
    allowCredentials: credentials.map((id) => ({ type: "public-key", id: fromBase64url(id) })),
    timeout: 60_000,
  };
  const credential = await navigator.credentials.get({ publicKey });
  if (!(credential instanceof PublicKeyCredential) || !(credential.response instanceof AuthenticatorAssertionResponse)) throw new TypeError("The browser gave no signature.");
  const { clientDataJSON, authenticatorData, signature } = credential.response;
  const text = (bytes: ArrayBuffer) => base64url(new Uint8Array(bytes));
  return { credentialId: text(credential.rawId), clientDataJson: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature) };
}
