import { type Registries, timeIsOver } from "./checker.ts";

/** What one question to a registry may cost. Whoever runs the registry, or stands between, is not trusted. */
export interface RegistryLimits {
  /** Milliseconds from the question to the last byte of the answer. */
  readonly milliseconds: number;
  /** Bytes of an answer, after it was unpacked. */
  readonly bytes: number;
  /** Questions of one look. */
  readonly questions: number;
  /** Questions without an answer in a row, after which a registry is asked no more. */
  readonly silences: number;
}

export const usualRegistryLimits: RegistryLimits = { milliseconds: 10_000, bytes: 48 * 2 ** 20, questions: 400, silences: 3 };

/** `unknown`: there is no such package. `silent`: no answer that can be used, with why. */
export type Answer<T> = { readonly kind: "known"; readonly value: T } | { readonly kind: "unknown" } | { readonly kind: "silent"; readonly why: string };

export interface PublishedPackage {
  /** Milliseconds since the epoch of the first publication; null when the registry does not say. */
  readonly first: number | null;
  readonly latest: string | null;
  readonly versions: ReadonlyMap<string, PublishedVersion>;
}

export interface PublishedVersion {
  /** Milliseconds since the epoch; null when the registry does not say. */
  readonly at: number | null;
  /** The author's sentence, cut; null when it is not deprecated or withdrawn. */
  readonly deprecated: string | null;
  /** `sha512-…` of its archive; null without one. */
  readonly integrity: string | null;
  readonly archive: string | null;
}

type Fields = { readonly [name: string]: unknown };

/** Asks registries about packages, each name once. Nothing is sent but names: no cookie, no token, no version of ours. */
export class Registry {
  readonly #addresses: Registries;
  readonly #limits: RegistryLimits;
  readonly #asked = new Map<string, Promise<Answer<PublishedPackage>>>();
  readonly #silences = new Map<string, number>();
  readonly #stop: AbortSignal | null;
  #questions = 0;

  /** `stop` ends what is being asked, and every question after it. */
  constructor(addresses: Registries, stop: AbortSignal | null, limits: RegistryLimits = usualRegistryLimits) {
    this.#addresses = addresses;
    this.#stop = stop;
    this.#limits = limits;
  }

  /** @see https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
  npm(name: string): Promise<Answer<PublishedPackage>> {
    if (!isNpmName(name)) return Promise.resolve({ kind: "unknown" });
    return this.#once(this.#addresses.npm, name.replace("/", "%2f"), (document) => npmPackage(document, name));
  }

  /** @see https://docs.pypi.org/api/json/ */
  pypi(name: string): Promise<Answer<PublishedPackage>> {
    if (!/^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(name)) return Promise.resolve({ kind: "unknown" });
    return this.#once(this.#addresses.pypi, `pypi/${normalised(name)}/json`, (document) => pypiPackage(document, name));
  }

  /** The bytes of an archive that the npm registry named, at most as many as an answer may have; null when it does not give them. */
  async archive(address: string): Promise<Buffer | null> {
    const base = this.#addresses.npm;
    // An answer of the registry decides the address, so it leads nowhere but to the registry.
    if (base === null || !URL.canParse(address) || new URL(address).origin !== new URL(base).origin) return null;
    const answer = await this.#bytes(new URL(address));
    return answer.kind === "known" ? answer.value : null;
  }

  #once(base: string | null, path: string, read: (document: Fields) => PublishedPackage | null): Promise<Answer<PublishedPackage>> {
    if (base === null) return Promise.resolve({ kind: "silent", why: "its registry was not asked" });
    const address = new URL(path, base.endsWith("/") ? base : `${base}/`);
    const asked = this.#asked.get(address.href) ?? this.#read(address, read);
    this.#asked.set(address.href, asked);
    return asked;
  }

  async #read(address: URL, read: (document: Fields) => PublishedPackage | null): Promise<Answer<PublishedPackage>> {
    const answer = await this.#bytes(address);
    if (answer.kind !== "known") return answer;
    try {
      const document: unknown = JSON.parse(answer.value.toString("utf8"));
      const value = isFields(document) ? read(document) : null;
      return value === null ? silent(`${address.host} answered about something else`) : { kind: "known", value };
    } catch {
      return silent(`${address.host} answered with something that is no JSON`);
    }
  }

  async #bytes(address: URL): Promise<Answer<Buffer>> {
    if (address.protocol !== "https:" && address.protocol !== "http:") return silent(`${address.protocol} is no address of a registry`);
    if ((this.#silences.get(address.host) ?? 0) >= this.#limits.silences) return silent(`${address.host} gave no answer before`);
    if (this.#stop?.aborted === true) return silent(timeIsOver);
    if (++this.#questions > this.#limits.questions) return silent("too many questions were asked already");
    const answer = await bytesOf(address, this.#limits, this.#stop);
    this.#silences.set(address.host, answer.kind === "silent" ? (this.#silences.get(address.host) ?? 0) + 1 : 0);
    return answer;
  }
}

async function bytesOf(address: URL, limits: RegistryLimits, stop: AbortSignal | null): Promise<Answer<Buffer>> {
  const own = AbortSignal.timeout(limits.milliseconds);
  const signal = AbortSignal.any([own, ...(stop === null ? [] : [stop])]);
  try {
    // A redirection is not followed: it could lead to a file, or into the network of whoever asks.
    const response = await fetch(address, { redirect: "manual", credentials: "omit", headers: { accept: "application/json, application/octet-stream" }, signal });
    if (response.status === 404 || response.status === 410) return { kind: "unknown" };
    if (response.status !== 200 || response.body === null) return silent(`${address.host} answered ${response.status}`);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.length;
      if (size > limits.bytes) return silent(`${address.host} answered with more than ${limits.bytes} bytes`);
      chunks.push(chunk);
    }
    return { kind: "known", value: Buffer.concat(chunks) };
  } catch {
    if (stop?.aborted === true) return silent(timeIsOver);
    return silent(own.aborted ? `${address.host} took more than ${limits.milliseconds / 1000} seconds` : `${address.host} could not be reached`);
  }
}

function silent(why: string): { readonly kind: "silent"; readonly why: string } {
  return { kind: "silent", why };
}

/** Names as npm takes them today or took them once. */
export function isNpmName(name: string): boolean {
  return name.length <= 214 && /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i.test(name);
}

/** A name of PyPI as it is compared (PEP 503). */
export function normalised(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}

function npmPackage(document: Fields, name: string): PublishedPackage | null {
  if (document["name"] !== name || !isFields(document["versions"])) return null;
  const times = isFields(document["time"]) ? document["time"] : {};
  const tags = isFields(document["dist-tags"]) ? document["dist-tags"] : {};
  const versions = new Map(
    Object.entries(document["versions"]).map(([version, entry]) => {
      const { deprecated, dist } = isFields(entry) ? entry : {};
      const { integrity, tarball } = isFields(dist) ? dist : {};
      return [version, { at: timeOf(times[version]), deprecated: sentenceOf(deprecated), integrity: stringOf(integrity), archive: stringOf(tarball) }];
    }),
  );
  // A mirror may have made its entry later than the first version was published.
  const first = [timeOf(times["created"]), earliest(versions)].filter((at) => at !== null);
  return { first: first.length === 0 ? null : Math.min(...first), latest: stringOf(tags["latest"]), versions };
}

function pypiPackage(document: Fields, name: string): PublishedPackage | null {
  const { info, releases } = document;
  if (!isFields(info) || typeof info["name"] !== "string" || normalised(info["name"]) !== normalised(name)) return null;
  const versions = new Map(
    Object.entries(isFields(releases) ? releases : {}).map(([version, files]) => {
      const first: unknown = Array.isArray(files) ? files[0] : null;
      const { upload_time_iso_8601: at, yanked, yanked_reason: reason } = isFields(first) ? first : {};
      return [version, { at: timeOf(at), deprecated: yanked === true ? (sentenceOf(reason) ?? "withdrawn") : null, integrity: null, archive: null }];
    }),
  );
  return { first: earliest(versions), latest: stringOf(info["version"]), versions };
}

function earliest(versions: ReadonlyMap<string, PublishedVersion>): number | null {
  return [...versions.values()].reduce<number | null>((first, { at }) => (at !== null && (first === null || at < first) ? at : first), null);
}

function timeOf(value: unknown): number | null {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

function sentenceOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, 120).replaceAll(/\s+/g, " ") : null;
}

function stringOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
