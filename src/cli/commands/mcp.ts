import { openRepository, repositoryId, resolveCommit } from "../../git/index.ts";
import type { House, Place } from "../../mcp/index.ts";
import { Failure } from "../../model/failure.ts";
import { programVersion } from "../../server/version.ts";
import { findPerson } from "../../workflow/persons.ts";
import type { Workplace } from "../../workflow/workplace.ts";
import type { Call, Run } from "../command.ts";
import { ownCheckout } from "../own-checkout.ts";
import { ownGitText } from "../own-git.ts";
import { registriesOf } from "../references.ts";
import { withWorkplaceIfAny } from "../workplace.ts";

/** Ends when the agent closes standard input, or with a signal. Standard output belongs to the protocol alone. */
export const mcp: Run = async (call) => {
  const { io, settings } = call;
  const root = await ownGitText(settings.repo, "rev-parse", "--show-toplevel");
  if (!root) throw new Failure("not-a-repository", `${settings.repo} is in no work tree of git.`, { hint: "Name a folder of one with --repo." });
  const [{ serveStdio }, { makeServer }] = await Promise.all([import("@modelcontextprotocol/server/stdio"), import("../../mcp/index.ts")]);
  const house = houseHere(call, root);
  const closed = new Promise<void>((resolve) => process.stdin.once("end", resolve).once("close", resolve));
  const handle = serveStdio(() => makeServer(house, programVersion()), { onerror: (error) => io.writeError(`${error.message}\n`) });
  await Promise.race([closed, io.stopAsked()]);
  await handle.close();
  return { json: { served: root }, page: [], text: "" };
};

/** The data folder is opened for each call alone: people who decide on this machine need it, too. */
function houseHere(call: Call, root: string): House {
  const { io, settings } = call;
  return {
    within: async (act) => await withWorkplaceIfAny(call, act),
    place: async (workplace, project) => await placeHere(workplace, root, project),
    agent: async (workplace) => await agentHere(workplace, settings.person ?? null),
    may: () => true,
    checkout: ownCheckout(root, call),
    registries: registriesOf(call.values),
    clock: io.clock,
    report: (error) => io.writeError(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`),
  };
}

async function placeHere(workplace: Workplace | null, root: string, project: string | undefined): Promise<Place> {
  const registered = workplace === null ? null : await projectHere(workplace, root);
  if (project === undefined || project === registered) return { path: root, ref: null, project: registered };
  throw new Failure("not-found", `The repository here is ${registered === null ? "no registered project" : `the project ${registered}`}.`, {
    hint: "Leave the project out, or start this server in a clone of the one that you mean.",
  });
}

async function projectHere({ store }: Workplace, root: string): Promise<string | null> {
  await using repository = await openRepository(root);
  const id = await repositoryId(repository, await resolveCommit(repository, "HEAD"));
  return (await store.read.projects()).find((each) => each.repository === id)?.id ?? null;
}

// Whoever could name a person here would put what an agent does under that person's name.
async function agentHere(workplace: Workplace, named: string | null): Promise<string | null> {
  if (named === null) return null;
  const who = await findPerson(workplace, named);
  if (who.kind === "agent") return who.id;
  throw new Failure("refused", `${who.name} is a person, and only an agent acts here.`, { hint: "Start this server with `--as` and the handle of an enrolled agent." });
}
