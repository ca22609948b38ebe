// Makes the evidence files of the sample: real tools run over the sample's repository, at the head of its branch and at its base.
// `node tools/make-sample-evidence.ts` after any change to src/workflow/sample/commits.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { git, makeRepository } from "../src/git/index.ts";
import { sampleBranch, sampleHistory } from "../src/workflow/sample/history.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const evidence = join(root, "src/workflow/sample/evidence");
const biome = join(root, "node_modules/.bin/biome");
const scratch = realpathSync(mkdtempSync(join(tmpdir(), "countersign-evidence-")));
const repository = join(scratch, "repository");

const commands = {
  head: [
    "--test",
    "--experimental-test-coverage",
    "--test-reporter=junit",
    "--test-reporter-destination=head.junit.xml",
    "--test-reporter=lcov",
    "--test-reporter-destination=head.lcov.info",
  ],
  base: ["--test", "--test-reporter=junit", "--test-reporter-destination=base.junit.xml"],
  lint: ["lint", "--reporter=sarif", "--reporter-file=head.sarif", "."],
};

try {
  const { commits, branches } = await makeRepository(repository, await sampleHistory());
  await checkOut(sampleBranch);
  run(process.execPath, commands.head, ["head.junit.xml", "head.lcov.info"]);
  run(biome, commands.lint, ["head.sarif"]);
  await checkOut("main");
  run(process.execPath, commands.base, ["base.junit.xml"]);
  writeFileSync(join(evidence, "README.md"), page(branches.get(sampleBranch) ?? "", commits.get("policy") ?? ""));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function checkOut(branch: string): Promise<void> {
  await git({ gitDirectory: join(repository, ".git"), home: repository }, ["checkout", "--quiet", branch]);
}

/** Runs a tool that writes these files; they are taken out of the work tree again, so that no later tool reads them. */
function run(tool: string, args: readonly string[], files: readonly string[]): void {
  const { PATH } = process.env;
  const ran = spawnSync(tool, args, { cwd: repository, env: { PATH, TZ: "UTC" }, encoding: "utf8", stdio: ["ignore", "inherit", "inherit"] });
  if (ran.status !== 0) throw new Error(`${tool} ended with ${ran.status ?? ran.signal ?? ran.error?.message}.`);
  mkdirSync(evidence, { recursive: true });
  for (const file of files) {
    writeFileSync(join(evidence, file), withoutMachine(readFileSync(join(repository, file), "utf8")));
    rmSync(join(repository, file));
  }
}

function withoutMachine(report: string): string {
  return report.replaceAll(`${repository}/`, "").replaceAll(`hostname="${hostname()}"`, 'hostname="localhost"');
}

function version(tool: string): string {
  return spawnSync(tool, ["--version"], { encoding: "utf8" }).stdout.trim();
}

function page(head: string, base: string): string {
  const node = `Node ${version(process.execPath)}`;
  const linter = `Biome ${version(biome).replace(/^\D+/, "")}`;
  const line = (args: readonly string[], name: string) => `\`${name} ${args.join(" ")}\``;
  return `# Evidence of the sample

Made by \`node tools/make-sample-evidence.ts\`, which runs real tools over the sample's repository. Afterwards only the folder of the
repository is cut from paths and the name of the machine replaced by \`localhost\`.

| file | commit | tool | command |
|---|---|---|---|
| \`head.junit.xml\`, \`head.lcov.info\` | head, \`${head}\` | ${node} | ${line(commands.head, "node")} |
| \`head.sarif\` | head | ${linter} | ${line(commands.lint, "biome")} |
| \`base.junit.xml\` | base, \`${base}\` | ${node} | ${line(commands.base, "node")} |
`;
}
