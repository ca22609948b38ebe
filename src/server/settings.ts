import { Failure } from "../model/failure.ts";
import { type Environment, type FileSettings, findSetting, type Given, type ServerSetting, textOf } from "./settings-given.ts";

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
  /** From how many milliseconds of lateness on uploads and heavy reading are put off. */
  readonly busyAfter: number;
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

/** The settings of the server. `doctor --settings`, the reference and `serve` read this table. */
export const serverSettings = {
  port: { name: "port", variable: "COUNTERSIGN_PORT", flag: "port", usual: "8080", says: "The port" },
  host: { name: "host", variable: "COUNTERSIGN_HOST", flag: "host", usual: "127.0.0.1", says: "The address to listen on" },
  origin: { name: "origin", variable: "COUNTERSIGN_ORIGIN", flag: "origin", says: "The origin of the pages" },
  issuer: { name: "oidc.issuer", variable: "COUNTERSIGN_OIDC_ISSUER", says: "Issuer of the company's OpenID provider" },
  clientId: { name: "oidc.client-id", variable: "COUNTERSIGN_OIDC_CLIENT_ID", says: "Our client id there" },
  clientSecret: { name: "oidc.client-secret", variable: "COUNTERSIGN_OIDC_CLIENT_SECRET", secret: true, says: "Our client secret there" },
  smtp: { name: "smtp.url", variable: "COUNTERSIGN_SMTP_URL", secret: true, says: "Mail server for notices, `smtp://user:password@host:port`" },
  from: { name: "smtp.from", variable: "COUNTERSIGN_MAIL_FROM", says: "Sender of notices" },
  webhook: { name: "webhook.url", variable: "COUNTERSIGN_WEBHOOK_URL", secretPath: true, says: "Where notices are posted" },
  busyAfter: {
    name: "busy-after",
    variable: "COUNTERSIGN_BUSY_AFTER",
    usual: "100",
    says: "From how many milliseconds of lateness on the server puts off uploads and heavy reading",
  },
  webhookSecret: { name: "webhook.secret", variable: "COUNTERSIGN_WEBHOOK_SECRET", secret: true, says: "With what they are signed" },
} as const satisfies Readonly<Record<string, ServerSetting>>;

type Name = keyof typeof serverSettings;

/** Where each setting comes from, in the order of the table. Throws `Failure` (`bad-usage`) when a secret stands in two places at once. */
export function findServerSettings(flags: GivenSettings, env: Environment, file: FileSettings | null): readonly Given[] {
  return Object.values<ServerSetting>(serverSettings).map((setting) => findSetting(setting, { ...flags }, env, file));
}

/** Flags before variables before the file before what is usual. `origin` is null when none was given. Throws `Failure` (`bad-usage`), with its place for what the file says. */
export function readServerSettings(
  flags: GivenSettings,
  env: Environment,
  file: FileSettings | null = null,
): Omit<Settings, "origin" | "rpId" | "sample"> & { readonly origin: string | null } {
  const given = (name: Name) => findSetting(serverSettings[name], { ...flags }, env, file);
  const [issuer, clientId, clientSecret] = together(given("issuer"), given("clientId"), given("clientSecret"));
  const [smtp, from] = together(given("smtp"), given("from"));
  const [webhook, secret] = together(given("webhook"), given("webhookSecret"));
  return {
    port: placed(given("port"), portOf) ?? 0,
    host: placed(given("host"), (host) => host) ?? "",
    origin: placed(given("origin"), (origin) => parseOrigin(origin).origin),
    oidc: issuer && clientId && clientSecret ? { issuer, clientId, clientSecret } : null,
    smtp: smtp && from ? { url: smtp, from } : null,
    webhook: webhook && secret ? { url: webhook, secret } : null,
    busyAfter: placed(given("busyAfter"), millisecondsOf) ?? 0,
  };
}

// What the file says wrongly is mended in the file, so the failure says where.
function placed<T>(given: Given, read: (text: string) => T): T | null {
  const text = textOf(given);
  if (text === null) return null;
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof Failure) || given.place === null) throw error;
    throw new Failure(error.code, error.message, { hint: error.hint, place: given.place, cause: error });
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Failure("bad-usage", `${JSON.stringify(text)} is no port.`, { hint: "Give a number up to 65535; 0 takes a free one." });
}

function millisecondsOf(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new Failure("bad-usage", `${JSON.stringify(text)} is no number of milliseconds.`, { hint: "Give a whole number from 1 to 99999." });
}

// Half of a setting is a mistake that would otherwise show only when it is needed.
function together(...all: readonly Given[]): readonly (string | null)[] {
  const values = all.map(textOf);
  const named = (has: boolean) => all.filter((_, at) => (values[at] !== null) === has).map(({ setting }) => setting);
  const [there, missing] = [named(true), named(false)];
  if (missing.length === 0 || there.length === 0) return values;
  const place = all.find(({ place }) => place !== null)?.place;
  throw new Failure("bad-usage", `${missing.map(({ name }) => name).join(" and ")} is missing.`, {
    hint: `It belongs to ${there.map(({ name }) => name).join(" and ")}; give it as ${missing.map(({ variable }) => variable).join(" and ")}, or in countersign.config.yaml.`,
    ...(place ? { place } : {}),
  });
}
