import { z } from "zod";
import { lockedPackages } from "../../checks/index.ts";
import type { KnownPackage } from "../../checks/references/index.ts";
import { listTree, resolveCommit, visible } from "../../git/index.ts";
import { Failure } from "../../model/failure.ts";
import { projectField } from "../fields.ts";
import { type Ground, onGround, textAt } from "../ground.ts";
import { tool } from "../tool.ts";

const day = 86_400_000;
const young = 90;

export const checkDependency = tool({
  name: "check_dependency",
  title: "Check a dependency",
  description:
    "What is known of a package before you depend on it: whether the lockfile holds it, whether its name is one letter away from a much-used one, and what the registry says where one may be asked.",
  input: z.strictObject({ project: projectField, ecosystem: z.enum(["npm", "pypi"]), name: z.string().min(1).max(214), version: z.string().min(1).max(100).optional() }),
  output: z.strictObject({
    name: z.string(),
    locked: z.array(z.string()).describe("Versions that the project's lockfiles or requirements hold"),
    near: z.string().nullable().describe("How the name is near to a much-used one that it is not"),
    registry: z.strictObject({
      asked: z.boolean(),
      exists: z.boolean().nullable().describe("Null when nobody knows"),
      first: z.string().nullable().describe("When it was first published"),
      latest: z.string().nullable(),
      versionExists: z.boolean().nullable(),
      deprecated: z.string().nullable(),
    }),
    concerns: z.array(z.string()),
  }),
  async handle(house, { project, ecosystem, name, version }) {
    // With it come compilers, which nothing else here needs.
    const { isPackageName, knownPackage } = await import("../../checks/references/index.ts");
    if (!isPackageName(ecosystem, name))
      throw new Failure("bad-input", `${JSON.stringify(name)} is no name that a package of ${ecosystem} can have.`, { hint: "Look it up where you have it from." });
    const known = await knownPackage(ecosystem, name, version ?? null, house.registries);
    return await onGround(house, project, async (ground) => {
      const locked = ecosystem === "npm" ? await lockedNpm(ground, name) : await requiredPypi(ground, name);
      const concerns = concernsOf(known, { locked, version: version ?? null, now: house.clock() });
      return {
        data: { name, locked, near: known.near, registry: registryOf(known), concerns },
        says: [
          locked.length === 0 ? `${name} is in no lockfile of the project.` : `The project holds ${name} ${locked.join(", ")}.`,
          ...concerns.map((concern) => `${concern} [change-types.dependencies]`),
          ...(known.registry.kind === "not-asked" ? ["No registry was asked: none is configured."] : []),
        ],
        next:
          locked.length > 0 && concerns.length === 0
            ? "Use the version that is locked."
            : locked.length > 0
              ? "Stay with the version that is locked; ask a person with ask_human before you change it."
              : "Stop and ask a person with ask_human before you add it; it then goes into manifest and lockfile together.",
      };
    });
  },
});

function registryOf({ registry }: KnownPackage) {
  const asked = registry.kind !== "not-asked";
  if (registry.kind !== "known") return { asked, exists: registry.kind === "unknown" ? false : null, first: null, latest: null, versionExists: null, deprecated: null };
  const { first, latest, version } = registry;
  const deprecated = version?.deprecated == null ? null : visible(version.deprecated);
  return { asked, exists: true, first: first === null ? null : new Date(first).toISOString(), latest, versionExists: version?.exists ?? null, deprecated };
}

function concernsOf(
  { near, registry }: KnownPackage,
  { locked, version, now }: { readonly locked: readonly string[]; readonly version: string | null; readonly now: number },
): string[] {
  const elsewhere = version !== null && locked.length > 0 && !locked.includes(version) ? [`The project holds another version than ${version}.`] : [];
  return [...(near === null ? [] : [`The name is ${near}.`]), ...elsewhere, ...published(registry, version, now)];
}

function published(registry: KnownPackage["registry"], version: string | null, now: number): string[] {
  if (registry.kind === "unknown") return ["The registry knows no package of this name."];
  if (registry.kind === "silent") return [`The registry gave no answer: ${registry.why}.`];
  if (registry.kind !== "known") return [];
  const days = registry.first === null ? null : Math.floor((now - registry.first) / day);
  return [
    ...(days !== null && days < young ? [`It was first published ${days === 1 ? "1 day" : `${days} days`} ago.`] : []),
    ...(registry.version?.exists === false ? [`Version ${version ?? ""} was never published.`] : []),
    ...(registry.version?.deprecated == null ? [] : [`The version is not to be used any more: ${visible(registry.version.deprecated)}`]),
  ];
}

/** What is checked out here rules nothing, but says what is installed; on a server it is the project's branch. */
async function here({ repository, commit, place }: Ground): Promise<{ repository: Ground["repository"]; commit: string }> {
  return { repository, commit: place.ref === null ? await resolveCommit(repository, "HEAD") : commit };
}

async function lockedNpm(ground: Ground, name: string): Promise<string[]> {
  const at = await here(ground);
  const texts = await Promise.all(["npm-shrinkwrap.json", "package-lock.json"].map((path) => textAt(at, path)));
  const packages = texts.flatMap((text) => (text === null ? [] : (lockedPackages(text)[0]?.packages ?? [])));
  return [...new Set(packages.filter((each) => each.name === name).map(({ version }) => version))].sort();
}

async function requiredPypi(ground: Ground, name: string): Promise<string[]> {
  const { isPythonManifest, requirementsIn } = await import("../../checks/references/index.ts");
  const at = await here(ground);
  const paths = (await listTree(at.repository, at.commit)).map(({ path }) => path).filter(isPythonManifest);
  const wanted = normalised(name);
  const found: string[] = [];
  for (const path of paths.slice(0, mostManifests)) {
    const text = await textAt(at, path);
    const asked = text === null ? [] : requirementsIn(path, text).filter((each) => normalised(each.name) === wanted);
    found.push(...asked.map(({ exact }) => exact ?? "in an open range"));
  }
  return [...new Set(found)].sort();
}

const mostManifests = 50;

function normalised(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}
