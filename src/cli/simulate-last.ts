import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../model/failure.ts";
import { type HistorySimulation, simulateHistory } from "../reading/simulate-history.ts";
import type { PolicySource } from "../workflow/policy-source.ts";
import type { Workplace } from "../workflow/workplace.ts";
import type { Call } from "./command.ts";
import { ownGitText } from "./own-git.ts";
import { isProjectFile, projectFile, readPolicySource } from "./policy-files.ts";
import { during } from "./progress.ts";
import { withWorkplaceIfAny } from "./workplace.ts";

const most = 1_000;

/** What the last changes of the repository here would have needed. Asks no server, and works before anything was founded. */
export async function simulateLast(call: Call): Promise<HistorySimulation> {
  const { values, io, settings } = call;
  const last = countOf(values.text("last") ?? "");
  if (values.text("since") !== undefined) throw new Failure("bad-usage", "--last counts changes, and --since names a day.", { hint: "Name one of the two." });
  return await withWorkplaceIfAny(call, async (workplace) => {
    const [levels, people] = await Promise.all([levelsOf(call, workplace), workplace === null ? [] : workplace.store.read.people()]);
    const work = simulateHistory({ repository: settings.repo, branch: values.text("branch"), last, ...levels, people, now: io.clock() });
    return await during(call, "Reading the last changes", work);
  });
}

function countOf(text: string): number {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > most) throw new Failure("bad-usage", `${JSON.stringify(text)} is no number of changes.`, { hint: `Give one from 1 to ${most}.` });
  return count;
}

interface Levels {
  readonly policy: PolicySource | null;
  readonly project: PolicySource | undefined;
}

/** The file that is named stands in for its own level. The project's is else read as it lies in the work tree, so that a policy is tried before it is committed. */
async function levelsOf(call: Call, workplace: Workplace | null): Promise<Levels> {
  const { values, io, settings } = call;
  const file = values.text("policy");
  const named = file === undefined ? undefined : await readPolicySource(file, io);
  if (file !== undefined && (values.text("project") !== undefined || isProjectFile(file))) return { policy: await inForce(workplace), project: named };
  const root = await ownGitText(settings.repo, "rev-parse", "--show-toplevel");
  const own = root ? join(root, projectFile) : null;
  const project = own !== null && existsSync(own) ? { ...(await readPolicySource(own, io)), file: projectFile } : undefined;
  return { policy: named ?? (await inForce(workplace)), project };
}

async function inForce(workplace: Workplace | null): Promise<PolicySource | null> {
  if (workplace === null) return null;
  const { organisationSource } = await import("../workflow/policies.ts");
  return await organisationSource(workplace);
}
