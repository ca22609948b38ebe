import { Failure } from "../model/failure.ts";

/** How the server is reached and what it talks to. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  /** The one origin of the pages, such as `https://countersign.example.com`: passkeys, cookies and links are bound to it. */
  readonly origin: string;
  /** Host name of the origin: the relying party of passkeys. Moving the installation to another host ends them. */
  readonly rpId: string;
  /** Whether the sample is served, which every page then says. */
  readonly sample: boolean;
  /** The company's OpenID provider; null when people sign in with passkeys only. */
  readonly oidc: { readonly issuer: string; readonly clientId: string; readonly clientSecret: string } | null;
  /** `smtp://user:password@host:port`; null when no mail is sent. */
  readonly smtp: { readonly url: string; readonly from: string } | null;
  readonly webhook: { readonly url: string; readonly secret: string } | null;
}

/** Reads an origin as it was configured. Throws `Failure` (`bad-usage`): only `https`, or `http` on this machine itself, keeps a session secret. */
export function parseOrigin(text: string): { readonly origin: string; readonly rpId: string } {
  const url = URL.canParse(text) ? new URL(text) : null;
  const local = url?.protocol === "http:" && url.hostname === "localhost";
  // The parser lets a comma and more stand in a host; no passkey could be bound to that.
  const named = url !== null && /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(url.hostname);
  if (url === null || !named || url.origin !== text.replace(/\/$/, "") || !(url.protocol === "https:" || local))
    throw new Failure("bad-usage", `${JSON.stringify(text)} is no origin for the pages.`, { hint: "Write https://host[:port], or http://localhost:PORT on one machine." });
  return { origin: url.origin, rpId: url.hostname };
}

export interface GivenSettings {
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
}

/** The variables that `serve` reads beside its flags. */
export const serverVariables: readonly (readonly [name: string, says: string])[] = [
  ["COUNTERSIGN_PORT", "The port, as `--port`"],
  ["COUNTERSIGN_HOST", "The address to listen on, as `--host`"],
  ["COUNTERSIGN_ORIGIN", "The origin of the pages, as `--origin`"],
  ["COUNTERSIGN_OIDC_ISSUER", "Issuer of the company's OpenID provider"],
  ["COUNTERSIGN_OIDC_CLIENT_ID", "Our client id there"],
  ["COUNTERSIGN_OIDC_CLIENT_SECRET", "Our client secret there"],
  ["COUNTERSIGN_SMTP_URL", "Mail server for notices, `smtp://user:password@host:port`"],
  ["COUNTERSIGN_MAIL_FROM", "Sender of notices"],
  ["COUNTERSIGN_WEBHOOK_URL", "Where notices are posted"],
  ["COUNTERSIGN_WEBHOOK_SECRET", "With what they are signed"],
];

type Environment = Readonly<Record<string, string | undefined>>;

/** Flags before variables before what is usual. `origin` is null when none was given. Throws `Failure` (`bad-usage`). */
export function readServerSettings(flags: GivenSettings, env: Environment): Omit<Settings, "origin" | "rpId" | "sample"> & { readonly origin: string | null } {
  const of = (name: string) => env[`COUNTERSIGN_${name}`] || undefined;
  const origin = flags.origin ?? of("ORIGIN");
  const [issuer, clientId, clientSecret] = together(env, "COUNTERSIGN_OIDC_ISSUER", "COUNTERSIGN_OIDC_CLIENT_ID", "COUNTERSIGN_OIDC_CLIENT_SECRET");
  const [smtp, from] = together(env, "COUNTERSIGN_SMTP_URL", "COUNTERSIGN_MAIL_FROM");
  const [webhook, secret] = together(env, "COUNTERSIGN_WEBHOOK_URL", "COUNTERSIGN_WEBHOOK_SECRET");
  return {
    port: portOf(flags.port ?? of("PORT") ?? "8080"),
    host: flags.host ?? of("HOST") ?? "127.0.0.1",
    origin: origin === undefined ? null : parseOrigin(origin).origin,
    oidc: issuer && clientId && clientSecret ? { issuer, clientId, clientSecret } : null,
    smtp: smtp && from ? { url: smtp, from } : null,
    webhook: webhook && secret ? { url: webhook, secret } : null,
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Failure("bad-usage", `${JSON.stringify(text)} is no port.`, { hint: "Give a number up to 65535; 0 takes a free one." });
}

// Half of a setting is a mistake that would otherwise show only when it is needed.
function together(env: Environment, ...names: readonly string[]): readonly (string | undefined)[] {
  const values = names.map((name) => env[name] || undefined);
  const missing = names.filter((_, at) => values[at] === undefined);
  if (missing.length === 0 || missing.length === names.length) return values;
  throw new Failure("bad-usage", `${missing.join(" and ")} is missing.`, { hint: `It belongs to ${names.filter((name) => !missing.includes(name)).join(" and ")}.` });
}
