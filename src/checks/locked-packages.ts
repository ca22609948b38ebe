import { type Fields, fields, parse } from "./dependencies.ts";

/** What a lockfile installs for one package of the repository. */
export interface LockedPackages {
  /** The package that they are installed for; null when the lockfile does not say. */
  readonly name: string | null;
  /** Each version of each package once. What development alone needs, what is optional or left to others, and what comes inside of another package need not be installed. */
  readonly packages: readonly LockedPackage[];
}

interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly needed: boolean;
}

/** Workspaces that are looked at, and steps from package to package, and from folder to folder, for all of them. The author makes as many as they like. */
const mostWorkspaces = 100;
const mostSteps = 2_000_000;

/**
 * The packages of a lockfile of npm, version 2 or 3: of the whole, and of each of its workspaces alone, as far as production needs them. Empty for a text that is none. The author's text.
 * @see https://docs.npmjs.com/cli/configuring-npm/package-lock-json
 */
export function lockedPackages(text: string): LockedPackages[] {
  const lock = parse(text);
  const packages = lock?.["packages"];
  if (lock === null || typeof packages !== "object" || packages === null) return [];
  const entries = new Map(Object.entries(fields(packages)).map(([place, entry]) => [place, fields(entry)]));
  const name = typeof lock["name"] === "string" ? lock["name"] : null;
  return [{ name, packages: once([...entries].flatMap(([place, entry]) => lockedAt(place, entry) ?? [])) }, ...workspaces(entries)];
}

function lockedAt(place: string, { name = placeName(place), version, link, dev, optional, devOptional, peer, inBundle, extraneous }: Fields): LockedPackage | null {
  if (!isInstalled(place) || link === true || typeof name !== "string" || typeof version !== "string") return null;
  return { name, version, needed: ![dev, optional, devOptional, peer, inBundle, extraneous].includes(true) };
}

const installed = "node_modules/";

function isInstalled(place: string): boolean {
  return place.includes(installed);
}

function placeName(place: string): string {
  return place.slice(place.lastIndexOf(installed) + installed.length);
}

function once(all: readonly LockedPackage[]): LockedPackage[] {
  const found = new Map<string, LockedPackage>();
  for (const each of all) {
    const key = `${each.name}\0${each.version}`;
    found.set(key, { ...each, needed: each.needed || found.get(key)?.needed === true });
  }
  return [...found.values()];
}

function workspaces(entries: ReadonlyMap<string, Fields>): LockedPackages[] {
  const places = [...entries.keys()].filter((place) => place !== "" && !isInstalled(place));
  if (places.length > mostWorkspaces) return [];
  const installation = new Installation(entries);
  const found: LockedPackages[] = [];
  for (const place of places) {
    const needed = [...installation.neededBy(place)].flatMap((each) => lockedAt(each, entries.get(each) ?? {}) ?? []);
    if (installation.exhausted) return [];
    const { name = place.slice(place.lastIndexOf("/") + 1) } = entries.get(place) ?? {};
    found.push({ name: typeof name === "string" ? name : null, packages: once(needed.map((each) => ({ ...each, needed: true }))) });
  }
  return found;
}

class Installation {
  readonly #entries: ReadonlyMap<string, Fields>;
  readonly #dependencies = new Map<string, readonly string[]>();
  #steps = 0;

  constructor(entries: ReadonlyMap<string, Fields>) {
    this.#entries = entries;
  }

  /** True when there were more steps to take than anybody does: then what was found is not all. */
  get exhausted(): boolean {
    return this.#steps >= mostSteps;
  }

  /** Places of all that a workspace depends on, however far away. */
  neededBy(workspace: string): ReadonlySet<string> {
    const places = new Set([workspace]);
    for (const place of places) {
      for (const each of this.#dependenciesOf(place)) {
        places.add(each);
        this.#steps++;
      }
      if (this.exhausted) return places;
    }
    return places;
  }

  #dependenciesOf(place: string): readonly string[] {
    const known = this.#dependencies.get(place);
    if (known !== undefined) return known;
    const { link, resolved, dependencies } = this.#entries.get(place) ?? {};
    const found = Object.keys(fields(dependencies)).flatMap((name) => this.#resolve(place, name) ?? []);
    if (link === true && typeof resolved === "string") found.push(resolved);
    this.#dependencies.set(place, found);
    return found;
  }

  // As Node looks for it: in the folder of the one that asks, then in each above it.
  #resolve(place: string, name: string): string | null {
    if (place.length > longestPlace) this.#steps = mostSteps;
    for (let folder = place; !this.exhausted; folder = folder.slice(0, Math.max(folder.lastIndexOf("/"), 0))) {
      this.#steps++;
      const candidate = `${folder === "" ? "" : `${folder}/`}${installed}${name}`;
      if (this.#entries.has(candidate)) return candidate;
      if (folder === "") return null;
    }
    return null;
  }
}

const longestPlace = 4_096;
