import { type McpServer, ResourceNotFoundError, ResourceTemplate } from "@modelcontextprotocol/server";
import { explain, explanationText } from "../policy/index.ts";
import { type Ground, onGround, textAt } from "./ground.ts";
import type { House } from "./house.ts";
import { requireScope } from "./organisation.ts";

/** How the repository is called where it is no registered project. */
const here = "here";
const charterFile = ".countersign/charter.yaml";
const mostListed = 500;

/** Policy, charter where there is one, and decision records, of each project that the house knows. */
export function registerResources(server: McpServer, house: House): void {
  const ground = async <T>(project: string, act: (found: Ground) => Promise<T>): Promise<T> => {
    requireScope(house, "read");
    return await onGround(house, project === here ? undefined : project, act);
  };
  const uri = (project: string, name: string) => `countersign://${project}/${name}`;

  const policies = new ResourceTemplate("countersign://{project}/policy", {
    list: async () => ({ resources: (await projectsOf(house)).map((project) => ({ uri: uri(project, "policy"), name: `The policy of ${project}`, mimeType: "text/plain" })) }),
  });
  server.registerResource("policy", policies, { title: "The policy in force", mimeType: "text/plain" }, async (address, { project }) => {
    const text = await ground(String(project), async ({ policy, from }) => `From ${from}.\n\n${explanationText(explain(policy))}`);
    return { contents: [{ uri: address.href, mimeType: "text/plain", text }] };
  });

  const charters = new ResourceTemplate("countersign://{project}/charter", {
    list: async () => ({
      resources: await eachProject(house, async (project) =>
        (await ground(project, (found) => textAt(found, charterFile))) === null
          ? []
          : [{ uri: uri(project, "charter"), name: `The charter of ${project}`, mimeType: "application/yaml" }],
      ),
    }),
  });
  server.registerResource("charter", charters, { title: "The charter", mimeType: "application/yaml" }, async (address, { project }) => {
    const text = await ground(String(project), (found) => textAt(found, charterFile));
    if (text === null) throw new ResourceNotFoundError(address.href);
    return { contents: [{ uri: address.href, mimeType: "application/yaml", text }] };
  });

  const decisions = new ResourceTemplate("countersign://{project}/decisions/{name}", {
    list: async () => ({
      resources: await eachProject(house, (project) =>
        ground(project, async ({ records }) =>
          records.slice(0, mostListed).map(({ file, title }) => ({ uri: uri(project, `decisions/${encodeURIComponent(nameOf(file))}`), name: title, mimeType: "text/markdown" })),
        ),
      ),
    }),
  });
  server.registerResource("decision", decisions, { title: "A decision record", mimeType: "text/markdown" }, async (address, { project, name }) => {
    const text = await ground(String(project), async ({ records }) => records.find(({ file }) => nameOf(file) === decodeURIComponent(String(name)))?.text ?? null);
    if (text === null) throw new ResourceNotFoundError(address.href);
    return { contents: [{ uri: address.href, mimeType: "text/markdown", text }] };
  });
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}

async function projectsOf(house: House): Promise<string[]> {
  requireScope(house, "read");
  if (house.checkout !== null) return [here];
  return await house.within(async (workplace) => (workplace === null ? [] : (await workplace.store.read.projects()).map(({ id }) => id)));
}

// A project whose repository is not on this machine has nothing to list, and hides nothing of the others.
async function eachProject<T>(house: House, list: (project: string) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (const project of await projectsOf(house)) all.push(...(await list(project).catch(() => [])));
  return all;
}
