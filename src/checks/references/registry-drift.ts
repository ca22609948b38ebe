import { realpath } from "node:fs/promises";
import type { Reference } from "../../model/evidence.ts";
import type { Looked, ReferenceInput } from "./checker.ts";
import { NpmFolder } from "./packages-npm-folder.ts";
import { Registry } from "./registry.ts";
import { newestDeclarations } from "./registry-archive.ts";

/** Archives that are fetched in one look. */
const most = 20;

/**
 * Tells what the newest version of an npm package has apart from what none has: a name that the installed version lacks and the newest
 * declares is mended by the lockfile. It stays contradicted. Only asked where a registry is named.
 */
export async function withDrift(looked: Looked, { registry, folder, files, limits }: ReferenceInput): Promise<Looked> {
  if (!registry?.npm) return looked;
  const [client, npm] = [new Registry(registry, limits.stop), new NpmFolder(await realpath(folder), files)];
  const asked = new Map<string, ReturnType<typeof newestDeclarations>>();
  const newest = (name: string) => {
    const known = asked.get(name) ?? (asked.size < most ? newestDeclarations(client, name) : Promise.resolve(null));
    asked.set(name, known);
    return known;
  };
  const references = await Promise.all(looked.references.map(async (reference) => (await driftOf(reference, npm, newest)) ?? reference));
  return { ...looked, references };
}

async function driftOf(reference: Reference, npm: NpmFolder, newest: (name: string) => ReturnType<typeof newestDeclarations>): Promise<Reference | null> {
  const { language, verdict, drift, path, name } = reference;
  if (drift || verdict !== "contradicted" || !["typescript", "javascript"].includes(language)) return null;
  // `package.member`, `@scope/package/sub.member`: a name that begins otherwise is one of the file's own.
  const [, specifier, member] = /^((?:@[\w.-]+\/)?[\w-]+(?:\.js)?)(?:\/[\w./-]*)?\.([\w$]+)(?:\(.*)?$/.exec(name) ?? [];
  if (specifier === undefined || member === undefined) return null;
  for (const candidate of [specifier, `@types/${specifier.replace(/^@/, "").replace("/", "__")}`]) {
    const installed = await npm.installed(path, candidate);
    const declared = installed?.version ? await newest(candidate) : null;
    if (declared === null || declared.version === installed?.version || !declared.declares(member)) continue;
    return { ...reference, drift: true, why: `${reference.why.slice(0, 200)} ${candidate} ${declared.version} has it; ${installed?.version} is installed.` };
  }
  return null;
}
