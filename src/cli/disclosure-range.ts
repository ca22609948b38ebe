import { listTags, type Repository, reachableFrom } from "../git/index.ts";
import type { Ends } from "../workflow/range-of.ts";
import type { Call } from "./command.ts";
import type { DisclosureAsked } from "./disclosure-source.ts";

const mostTags = 200;

/** The newest tag on a commit before this one, such as the release before a release; null where this clone has none. */
export async function tagBefore(repository: Repository, commit: string): Promise<string | null> {
  const tags = (await listTags(repository, mostTags)).filter((tag) => tag.commit !== commit && /^[\w][\w./+-]*$/.test(tag.name));
  const behind = await reachableFrom(
    repository,
    tags.map((tag) => tag.commit),
    commit,
  );
  return tags.find((tag) => behind.has(tag.commit))?.name ?? null;
}

/** Which range was taken where nobody named one, and how to ask for another. */
export async function rangeTaken(repository: Repository, { base, rev }: DisclosureAsked, { head, baseRef }: Ends): Promise<readonly string[]> {
  if (base !== undefined) return [];
  if (baseRef !== null) return [`No base was named, so this is what ${rev ?? "HEAD"} has and ${shortOf(baseRef)} has not; another is named with \`--base REF\`.`];
  const tag = await tagBefore(repository, head);
  const release = tag === null ? "`--release REF`" : `\`--release ${rev ?? "HEAD"} --since ${tag}\``;
  return [
    `No base was named, and ${rev ?? "HEAD"} is where changes go, so this is its last commit alone.`,
    `More of it: \`--base REF\`, such as \`--base ${tag ?? "HEAD~10"}\`; of a release, ${release}; of all there is, \`--project\`.`,
  ];
}

/** What a release is compared with where nobody named it. A file that is committed compares with nothing by itself, since clones differ in their tags. */
export async function releaseBefore(
  call: Call,
  repository: Repository,
  { kind, since, committed }: DisclosureAsked & { readonly committed: boolean },
  revision: string,
): Promise<string | null> {
  if (since !== undefined || kind !== "release" || committed || call.values.flag("check")) return null;
  return await tagBefore(repository, revision);
}

function shortOf(ref: string): string {
  return ref.replace(/^refs\/(?:heads|remotes)\//, "");
}
