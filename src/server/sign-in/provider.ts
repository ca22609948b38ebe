import type * as OpenId from "openid-client";
import { Failure } from "../../model/failure.ts";
import type { Settings } from "../settings.ts";

/** Who the provider says has signed in. `email` is null unless the provider says that it verified it. */
export interface ProviderIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
}

/** What has to be remembered between leaving for the provider and coming back. */
export interface Leaving {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

/** Where the provider sends the browser back to. */
export const providerCallback = "/sign-in/provider/callback";

/**
 * Sign-in at the company's OpenID provider: authorisation code with PKCE, state and nonce (OpenID Connect Core 1.0 §3.1, RFC 7636).
 * Issuer, client and secret come from the settings alone. The provider is asked for its configuration when it is first needed.
 */
export class Provider {
  readonly #settings: NonNullable<Settings["oidc"]>;
  readonly #redirect: string;
  #configured: Promise<{ readonly client: typeof OpenId; readonly configuration: OpenId.Configuration }> | null = null;

  constructor(settings: NonNullable<Settings["oidc"]>, origin: string) {
    this.#settings = settings;
    this.#redirect = `${origin}${providerCallback}`;
  }

  /** The host name of the issuer, for the button. */
  get name(): string {
    return new URL(this.#settings.issuer).hostname;
  }

  /** As it names itself in every identity token. Throws `Failure` (`unsupported`) when the provider does not answer. */
  async issuer(): Promise<string> {
    return (await this.#ready()).configuration.serverMetadata().issuer;
  }

  /** Where to send the browser. Throws `Failure` (`unsupported`) when the provider does not answer. */
  async leave(): Promise<{ readonly url: string; readonly leaving: Leaving }> {
    const { client, configuration } = await this.#ready();
    const leaving = { verifier: client.randomPKCECodeVerifier(), state: client.randomState(), nonce: client.randomNonce() };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#redirect,
      scope: "openid email",
      code_challenge: await client.calculatePKCECodeChallenge(leaving.verifier),
      code_challenge_method: "S256",
      state: leaving.state,
      nonce: leaving.nonce,
    });
    return { url: url.href, leaving };
  }

  /** Reads what the browser came back with; its address is attacker-controlled. Throws `Failure` (`refused`) for anything that does not fit what was left with. */
  async back(address: URL, { verifier, state, nonce }: Leaving): Promise<ProviderIdentity> {
    const { client, configuration } = await this.#ready();
    const here = new URL(this.#redirect);
    here.search = address.search;
    try {
      const tokens = await client.authorizationCodeGrant(configuration, here, { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true });
      const claims = tokens.claims();
      if (claims === undefined) throw new TypeError("the provider sent no identity token");
      const { iss: issuer, sub: subject } = claims;
      // Providers may leave the address out of the identity token and answer it at another address (OpenID Connect Core 1.0 §5.4).
      const asks = claims["email"] === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined;
      const { email, email_verified: verified } = asks ? await client.fetchUserInfo(configuration, tokens.access_token, subject) : claims;
      return { issuer, subject, email: verified === true && typeof email === "string" ? email : null };
    } catch (cause) {
      throw new Failure("refused", "The sign-in at your company's provider did not complete.", { hint: "Start again from the sign-in page.", cause });
    }
  }

  #ready() {
    this.#configured ??= this.#discover().catch((cause: unknown) => {
      // Asked again next time: a provider that was down for a moment must not lock everybody out until the next start.
      this.#configured = null;
      throw new Failure("unsupported", `The provider at ${this.#settings.issuer} does not answer as an OpenID provider.`, { hint: "Use a passkey, or try again later.", cause });
    });
    return this.#configured;
  }

  async #discover() {
    const client = await import("openid-client");
    const { issuer, clientId, clientSecret } = this.#settings;
    const url = new URL(issuer);
    // Plain HTTP only on this machine, which a test or a trial uses.
    const local = url.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
    const configuration = await client.discovery(url, clientId, clientSecret, undefined, { timeout: 10, ...(local ? { execute: [client.allowInsecureRequests] } : {}) });
    return { client, configuration };
  }
}

const providers = new WeakMap<Settings, Provider>();

/** The provider of these settings. Throws `Failure` (`not-found`) when none is configured. */
export function providerOf(settings: Settings): Provider {
  if (settings.oidc === null) throw new Failure("not-found", "No provider is configured here.", { hint: "Sign in with a passkey." });
  const known = providers.get(settings) ?? new Provider(settings.oidc, settings.origin);
  providers.set(settings, known);
  return known;
}
