import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import { commands as entries } from "./table.ts";
import { type Ran, runIn } from "./testing.ts";

/** Everybody but Dana, who begins. */
export const colleagues = {
  eli: { roles: ["reviewer", "project-manager"], domains: ["code-review"] },
  finn: { roles: ["reviewer", "release-manager"], domains: ["code-review", "security"] },
  gita: { roles: ["reviewer"], domains: ["security", "compliance"] },
};

/** What somebody signs before a blueprint closes, as the commands and the addresses of pages name it. */
export const signedDocuments = ["charter", "delivery", "risks", "audit-trail", "ai-policy"] as const;

const junit = (failures: number) =>
  `<testsuites><testsuite name="acl" tests="1" failures="${failures}"><testcase classname="acl" name="lets in" time="0.01">${failures > 0 ? '<failure message="no"/>' : ""}</testcase></testsuite></testsuites>\n`;
const sarif = JSON.stringify({ version: "2.1.0", runs: [{ tool: { driver: { name: "scan", rules: [{ id: "r" }] } }, invocations: [{ executionSuccessful: true }], results: [] }] });

export interface Team {
  /** Their repository, and the folder of all that they keep. */
  readonly shop: string;
  readonly data: string;
  git(...args: string[]): string;
  /** A command of somebody's, who is Dana where nobody is named. The exit code has to be the one that is given. */
  cs(exit: number, words: readonly string[], as?: string): Promise<Ran>;
  /** Writes a file beside the repository, and says where. */
  beside(name: string, text: string): string;
  key(person: string): readonly string[];
  /** A day from today on, as files and commands name it. */
  day(days: number): string;
  /** Founds the organisation, enrols everybody and registers the repository. */
  found(): Promise<void>;
  /** Registers an AI tool in the organisation's policy. */
  registerTool(): Promise<void>;
  /** What a team does in the two weeks: names who is who, judges every risk, agrees on what stands in the documents, accepts the records, and commits all of it. */
  fillIn(): Promise<void>;
  commitFeature(text: string): void;
  /** Puts the branch of the feature forward. */
  proposed(): Promise<string>;
  reportFailing(): Promise<void>;
  reportPassing(): Promise<void>;
}

/** A team of four in a folder, with nothing but a repository and their keys. */
export function teamIn(root: string, clock: () => number): Team {
  const shop = join(root, "shop");
  const data = join(root, "data");
  const day = (days: number) => new Date(clock() + days * 86_400_000).toISOString().slice(0, 10);
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: shop, env: { PATH: process.env["PATH"], HOME: root, GIT_CONFIG_NOSYSTEM: "1" }, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const cs = async (exit: number, words: readonly string[], as = "dana") => {
    const takesRepository = entries.find(({ name }) => name === words[0] || name === words.slice(0, 2).join(" "))?.repository === true;
    const ran = await runIn(root, [...words, "--data", data, "--as", as, ...(takesRepository ? ["--repo", shop] : [])], { clock });
    if (ran.exit !== exit) throw new Error(`${words.join(" ")} ended with ${ran.exit} instead of ${exit}\n${ran.out}${ran.err}`);
    return ran;
  };
  const beside = (name: string, text: string) => {
    writeFileSync(join(root, name), text);
    return join(root, name);
  };
  const key = (person: string) => ["--key", join(root, person)];
  const report = async (...files: string[]) => void (await cs(0, ["evidence", "add", ...files, "--commit", "feature", "--producer", "ci"]));
  begin(root, shop, git);
  return {
    shop,
    data,
    git,
    cs,
    beside,
    key,
    day,
    found: async () => {
      await cs(0, ["init", "--organisation", "Northwind", "--name", "Dana", "--email", "dana@northwind.example", "--handle", "dana", ...key("dana")]);
      await enrol(cs, root);
      git("add", "-A");
      git("commit", "-qm", "Govern this repository");
    },
    registerTool: async () => void (await cs(0, ["policy", "adopt", beside("organisation.yaml", organisationPolicy(day(189))), ...key("dana")])),
    fillIn: async () => {
      fillFiles(shop, day);
      for (const record of readyRecords(shop)) await cs(0, ["adr", "accept", record, "--decision-maker", "dana", "--date", day(1)]);
      await cs(0, ["blueprint", "write"]);
      await cs(0, ["brief"]);
      git("add", "-A");
      git("commit", "-qm", "The blueprint as agreed");
    },
    commitFeature: (text) => {
      writeFileSync(join(shop, "src/acl.ts"), text);
      git("commit", "-qam", "Let them in", "-m", "Assisted-by: claude-code:claude-sonnet-4");
    },
    proposed: async () => {
      const ran = await cs(0, ["propose", "--base", "main", "--head", "feature", "--requirement", "SHOP-1", "--json"]);
      return (ran.json() as { change: string }).change;
    },
    reportFailing: () => report(beside("bad.xml", junit(1))),
    reportPassing: () => report(beside("good.xml", junit(0)), beside("lcov.info", "SF:src/acl.ts\nDA:1,3\nLF:1\nLH:1\nend_of_record\n"), beside("scan.sarif", sarif)),
  };
}

function begin(root: string, shop: string, git: Team["git"]): void {
  mkdirSync(join(shop, "src"), { recursive: true });
  git("init", "-q", "-b", "main");
  git("config", "user.name", "Dana");
  git("config", "user.email", "dana@northwind.example");
  writeFileSync(join(shop, "src/acl.ts"), "export const may = false;\n");
  git("add", "-A");
  git("commit", "-qm", "Begin");
  for (const person of ["dana", ...Object.keys(colleagues)]) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", person, "-f", join(root, person)]);
}

async function enrol(cs: Team["cs"], root: string): Promise<void> {
  await cs(0, ["people", "change", "dana", "--role", "administrator", "--role", "policy-owner", "--role", "engineering-lead"]);
  for (const [person, { roles, domains }] of Object.entries(colleagues)) {
    await cs(0, ["people", "add", person, "--name", person, "--email", `${person}@northwind.example`, ...roles.flatMap((role) => ["--role", role])]);
    await cs(0, ["keys", "add", person, join(root, `${person}.pub`)]);
    for (const domain of domains) await cs(0, ["qualify", "grant", person, domain, "--basis", "Has maintained it for years"]);
  }
}

const organisationPolicy = (reviewBy: string) => `policy: 1
version: 2
ai:
  tools:
    - tool: claude-code
      owner: dana
      models: [claude-*]
      conditions: { data: [public, internal], modes: [supervised], account: team, not-paths: [secrets/**] }
      review-by: ${reviewBy}
`;

/** Changes a file of the blueprint as somebody in an editor does: comments and order stay. */
function edit(shop: string, file: string, change: (document: Document) => void): void {
  const path = join(shop, ".countersign", file);
  const document = parseDocument(readFileSync(path, "utf8"));
  change(document);
  writeFileSync(path, document.toString({ lineWidth: 0 }));
}

function fillFiles(shop: string, day: Team["day"]): void {
  edit(shop, "blueprint.yaml", (file) => {
    file.set("start", day(0));
    file.set("end", day(18));
    const people = { administrator: "dana", "policy-owner": "dana", "engineering-lead": "dana", "project-manager": "eli", "release-manager": "finn", reviewer: "gita" };
    file.set(
      "people",
      file.createNode(Object.fromEntries(Object.entries(people).map(([role, person]) => [role, { holds: [person], deputies: [person === "dana" ? "finn" : "dana"] }]))),
    );
  });
  edit(shop, "risks.yaml", (file) => {
    for (const risk of (file.get("register") as YAMLSeq<YAMLMap>).items) {
      risk.set("inherent", { likelihood: 3, impact: 3 });
      risk.set("residual", { likelihood: 2, impact: 2 });
      risk.set("owner", "dana");
      risk.set("review-by", day(189));
      (risk.get("treatment") as YAMLMap).set("due", day(38));
    }
  });
  for (const document of ["blueprint", ...signedDocuments]) {
    edit(shop, `${document}.yaml`, (file) => {
      for (const [name, value] of Object.entries({ status: "approved", effective: day(8), "review-by": day(372) })) file.setIn(["document", name], value);
    });
  }
  edit(shop, "ai-policy.yaml", (file) => file.set("tools", file.createNode({ "claude-code": { vendor: "Anthropic", account: "team", use: "Writes and reviews code" } })));
}

/** The records, each saying what it has to before it is accepted. */
function readyRecords(shop: string): string[] {
  const records = readdirSync(join(shop, ".countersign/decisions")).filter((name) => /^\d{4}-/.test(name));
  const path = join(shop, ".countersign/decisions", records.find((name) => name.includes("-ai-tools-")) ?? "");
  writeFileSync(path, `${readFileSync(path, "utf8").replace(/\n## More Information[\s\S]*/, "")}\n## More Information\n\n* AI tools: claude-code\n`);
  return records;
}
