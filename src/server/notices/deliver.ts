import { createHmac } from "node:crypto";
import type { Settings } from "../settings.ts";
import type { Waiting } from "./outbox.ts";

/** Hands a notice to its receiver; throws when it was not taken. */
export type Deliver = (notice: Waiting) => Promise<void>;

const patience = 10_000;

/** Sends by SMTP. The notice's id is the message's id, so that a second delivery can be told from a second notice. */
export function mailer({ url, from }: NonNullable<Settings["smtp"]>, host: string): Deliver {
  return async ({ id, recipient, about, body }) => {
    const { createTransport } = await import("nodemailer");
    const transport = createTransport({
      url,
      connectionTimeout: patience,
      greetingTimeout: patience,
      socketTimeout: 3 * patience,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      const headers = { "auto-submitted": "auto-generated" };
      await transport.sendMail({ from, to: recipient, subject: about, text: body, messageId: `<${Buffer.from(id).toString("hex")}@${host}>`, headers });
    } finally {
      transport.close();
    }
  };
}

/** Posts to the one webhook, signed as Standard Webhooks 1.0.0 says: HMAC-SHA256 over id, time and body. */
export function webhook({ url, secret }: NonNullable<Settings["webhook"]>, clock: () => number): Deliver {
  return async ({ id, body }) => {
    const time = String(Math.floor(clock() / 1_000));
    const headers = { "content-type": "application/json", "webhook-id": id, "webhook-timestamp": time, "webhook-signature": signatureOf(secret, id, time, body) };
    const answer = await fetch(url, { method: "POST", headers, body, redirect: "error", signal: AbortSignal.timeout(patience) });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  };
}

/** `secret` is `whsec_` and base64, or any other text, whose bytes are taken as they are. */
export function signatureOf(secret: string, id: string, time: string, body: string): string {
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : Buffer.from(secret);
  return `v1,${createHmac("sha256", key).update(`${id}.${time}.${body}`).digest("base64")}`;
}
