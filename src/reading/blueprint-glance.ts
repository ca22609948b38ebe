import { type BlueprintFiles, type DeliveryFile, type FileKind, type FileOf, schedule, signersOf } from "../blueprint/index.ts";
import { refsStamp, visible } from "../git/index.ts";
import type { GovernedDocument } from "../model/fact.ts";
import type { Project } from "../store/index.ts";
import { branchRefs, type DocumentHeads, repositoriesOf, type Workplace } from "../workflow/index.ts";
import { blueprintNow } from "./blueprint-now.ts";

/** What a project's branch says of who is asked for what: a small part of its blueprint, kept while the branch stands still. */
export interface BlueprintGlance {
  readonly commit: string;
  readonly documents: DocumentHeads;
  /** Who is asked to acknowledge the AI policy; null where nobody is. */
  readonly readers: Pick<FileOf<"ai-policy">["acknowledgement"], "roles" | "every"> | null;
  /** In the order of the delivery framework. */
  readonly checkpoints: readonly GlancedCheckpoint[];
}

export interface GlancedCheckpoint {
  readonly phase: string;
  readonly id: string;
  readonly title: string;
  /** `YYYY-MM-DD`; null while it can't be said. */
  readonly date: string | null;
  /** That its phase is signed here. */
  readonly last: boolean;
  /** Roles of which one signs it. */
  readonly roles: readonly string[];
}

interface Kept {
  readonly stamp: string;
  readonly glance: Promise<BlueprintGlance | null>;
}

/** A few kilobytes each. */
const mostKept = 1_000;
/** Each of them starts git. */
const atOnce = 4;

const kept = new Map<string, Kept>();

/** Of every project whose repository lies on this machine and reads. Git is asked only where a branch has moved since the last time. */
export async function blueprintGlances(workplace: Workplace, signal?: AbortSignal): Promise<ReadonlyMap<string, BlueprintGlance>> {
  const [projects, places] = await Promise.all([workplace.store.read.projects(), repositoriesOf(workplace)]);
  const here = projects.flatMap((project) => {
    const place = places.get(project.id);
    return place === undefined ? [] : [{ project, place }];
  });
  const found = new Map<string, BlueprintGlance>();
  const waiting = here.values();
  const work = async () => {
    for (const { project, place } of waiting) {
      if (signal?.aborted) return;
      const glance = await glanceOf(workplace, project, place);
      if (glance !== null) found.set(project.id, glance);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return found;
}

/** Reads what the first inbox would wait for: with many projects, git is started many times. */
export async function prepareAsks(workplace: Workplace, signal: AbortSignal): Promise<void> {
  await blueprintGlances(workplace, signal);
}

async function glanceOf(workplace: Workplace, project: Project, place: string): Promise<BlueprintGlance | null> {
  const { id, repository, branch } = project;
  const stamp = await refsStamp(place, branchRefs(branch));
  if (stamp === null) return await readGlance(workplace, id);
  const key = JSON.stringify([place, id, repository, branch]);
  const known = kept.get(key);
  kept.delete(key);
  const now = known?.stamp === stamp ? known : { stamp, glance: readGlance(workplace, id) };
  kept.set(key, now);
  now.glance.catch(() => kept.delete(key));
  const [oldest] = kept.size > mostKept ? kept.keys() : [];
  if (oldest !== undefined) kept.delete(oldest);
  return await now.glance;
}

async function readGlance(workplace: Workplace, project: string): Promise<BlueprintGlance | null> {
  const now = await blueprintNow(workplace, project);
  if ("unread" in now) return null;
  const { commit, files } = now;
  const asked = files["ai-policy"]?.file.acknowledgement ?? null;
  return {
    commit,
    documents: {
      charter: headOf(files, "charter"),
      delivery: headOf(files, "delivery"),
      risks: headOf(files, "risks"),
      "audit-trail": headOf(files, "audit-trail"),
      "ai-policy": headOf(files, "ai-policy"),
      blueprint: headOf(files, "blueprint"),
    },
    readers: asked && { roles: asked.roles, every: asked.every },
    checkpoints: files.delivery === null ? [] : checkpointsOf(files.delivery.file, files.blueprint?.file ?? null),
  };
}

function headOf(files: BlueprintFiles, document: GovernedDocument & FileKind): DocumentHeads[GovernedDocument] {
  const loaded = files[document];
  if (loaded === null) return null;
  const { id, version, status, approvers } = loaded.file.document;
  return { digest: loaded.digest, file: { document: { id, version, status, approvers } } };
}

function checkpointsOf(delivery: DeliveryFile, blueprint: FileOf<"blueprint"> | null): GlancedCheckpoint[] {
  return schedule(delivery, blueprint).checkpoints.map(({ phase, checkpoint, date }) => ({
    phase: phase.id,
    id: checkpoint.id,
    title: visible(checkpoint.title),
    date,
    last: phase.checkpoints.at(-1) === checkpoint,
    roles: signersOf(checkpoint),
  }));
}
