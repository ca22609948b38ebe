import { existsSync } from "node:fs";
import { join } from "node:path";
import { type BriefSource, type Lesson, lessonsOf } from "../brief/index.ts";
import type { CompiledPolicy } from "../policy/index.ts";
import { compiledOf, type PolicySource } from "../workflow/policy-source.ts";
import type { Call } from "./command.ts";
import { projectFile, readPolicySource } from "./policy-files.ts";
import { withWorkplaceIfAny } from "./workplace.ts";

/** What rules for agents are compiled from in a work tree. */
export interface WorkTreeSource extends BriefSource {
  readonly compiled: CompiledPolicy;
  /** Where the policy came from, in words. */
  readonly from: string;
}

/** The policy and the lessons as the work tree holds them, whether committed or not: what is compiled is committed beside them. The organisation's policy is the one in force here, or the file that is named. */
export async function workTreeSource(call: Call, root: string, file?: string): Promise<WorkTreeSource> {
  const upper = file === undefined ? await organisations(call) : await readPolicySource(file, call.io);
  const own = existsSync(join(root, projectFile)) ? await readPolicySource(join(root, projectFile), call.io) : null;
  const project = own === null ? null : { ...own, file: projectFile, project: null };
  const compiled = compiledOf(upper, project, call.io.clock());
  const from = [upper?.file ?? "the built-in default", ...(project === null ? [] : [project.file])].join(" and ");
  return { policy: compiled.policy, compiled, lessons: await lessonsIn(root), from };
}

async function organisations(call: Call): Promise<PolicySource | null> {
  return await withWorkplaceIfAny(call, async (workplace) => {
    if (workplace === null) return null;
    const { organisationSource } = await import("../workflow/policies.ts");
    return await organisationSource(workplace);
  });
}

async function lessonsIn(root: string): Promise<readonly Lesson[]> {
  const { readBlueprintIn } = await import("../workflow/blueprint-files.ts");
  return lessonsOf((await readBlueprintIn(root)).files.decisions);
}
