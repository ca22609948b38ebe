import { type By, findPerson, refuse } from "./persons.ts";
import type { Workplace } from "./workplace.ts";

/**
 * Who a report that comes over the network is recorded as produced by. Of each producer the latest report decides, so a name is worth as much as the reports that stand under it: an agent's are always its
 * own, and nobody takes the name of somebody else who is enrolled (E11). Undefined leaves it to whoever sends it. Throws `Failure` (`refused`), and the attempt is recorded.
 */
export async function producerFor(workplace: Workplace, by: By, named: string | undefined): Promise<string | undefined> {
  const sender = await findPerson(workplace, by);
  const own = sender.kind === "agent" ? sender.handle : undefined;
  if (named === undefined || named === sender.handle || named === sender.id) return own;
  const taken = sender.kind === "agent" || (await workplace.store.read.person(named)) !== null;
  if (!taken) return named;
  const whose = sender.kind === "agent" ? `${sender.name} hands in reports under its own name only, ${sender.handle}` : `${JSON.stringify(named)} is the name of somebody else`;
  return await refuse(workplace, "add-evidence", "producer-foreign", sender, `${whose}. Nothing was recorded of the report.`);
}
