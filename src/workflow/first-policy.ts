import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { policyPath } from "../git/index.ts";
import { policyJsonSchema } from "../policy/index.ts";

const schemaPath = ".countersign/policy.schema.json";

const firstPolicy = (project: string) => `# yaml-language-server: $schema=./policy.schema.json
# The policy of this project. It may only tighten the organisation's: \`countersign policy explain\` says in words what both ask together.
# A version is in force once a policy owner has adopted it, on the page Policy or with: countersign policy adopt .countersign/policy.yaml --project ${project}
policy: 1
version: 1
`;

/** The project's policy file in a work tree: what is there already is kept, else a first one is written, with the schema that editors use. */
export async function writeFirstPolicy(workTree: string, project: string): Promise<{ readonly text: string; readonly written: readonly string[] }> {
  const file = join(workTree, policyPath);
  if (existsSync(file)) return { text: await readFile(file, "utf8"), written: [] };
  await mkdir(join(workTree, ".countersign"), { recursive: true });
  await writeFile(join(workTree, schemaPath), `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
  const text = firstPolicy(project);
  await writeFile(file, text, { flag: "wx" });
  return { text, written: [policyPath, schemaPath] };
}
