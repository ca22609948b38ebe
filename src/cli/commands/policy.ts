import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../model/failure.ts";
import type { Policy } from "../../model/policy.ts";
import {
  approvalsByOrigin,
  defaultPolicyFile,
  diffPolicies,
  explainPath,
  explain as explainPolicy,
  explanationText,
  type LintFinding,
  lint as lintPolicy,
  loadPolicyFile,
  policyFileProblems,
  policyJsonSchema,
} from "../../policy/index.ts";
import { compiledOf, type PolicySource, policyOf } from "../../workflow/policy-source.ts";
import type { Started } from "../../workflow/starter-constraints.ts";
import { plural } from "../change-page.ts";
import { type Call, given, type Run } from "../command.ts";
import { readInputFile } from "../input.ts";
import { blank, command, faint, flow, line, type Page, strong, table, under } from "../page.ts";
import { personNamed } from "../persons.ts";
import { isProjectFile, projectFile, readPolicySource } from "../policy-files.ts";
import { policyFindingsPage } from "../policy-findings.ts";
import { signerFor } from "../ssh.ts";
import { actor, withWorkplace, withWorkplaceIfAny } from "../workplace.ts";

export const lint: Run = async (call) => {
  const file = fileOf(call, "FILE");
  const problems = file === null ? [] : policyFileProblems((await readInputFile(file, call.io)).toString("utf8"), file);
  if (problems.length > 0) {
    const json = problems.map(({ code, message, hint, place }) => ({ code, level: "error", sentence: message, hint, path: null, place: place ?? null }));
    return { json: { file, findings: json }, page: [verdictLine(problems.length, 0, file), ...problems.map((problem) => under(2, problem.toString()))], exit: 1 };
  }
  const { findings, ran, sources } = await withWorkplaceIfAny(call, async (workplace) => {
    const [{ policyContext }, { examplesIn, lintRules }] = await Promise.all([import("../../workflow/policies.ts"), import("../../workflow/lint-rules.ts")]);
    const { policy, compiled, files, project } = await read(call, file, workplace);
    const found = lintPolicy(policy, await policyContext(workplace, { now: call.io.clock(), project, files }));
    const all = [...found, ...(await lintRules(compiled, files))].sort((a, b) => (a.level === b.level ? 0 : a.level === "error" ? -1 : 1));
    return { findings: all, ran: examplesIn(compiled, files), sources: files.map(({ name }) => name) };
  });
  // Whoever tightens the organisation's policy cannot mend that one: what stands there is told, and is no fault of this file.
  const isAbove = (name: string | undefined) => file !== null && name !== file && (name === defaultPolicyFile().name || sources.some((source) => source === name));
  const above = findings.filter(({ place }) => isAbove(place?.file));
  const own = findings.filter((finding) => !above.includes(finding));
  const errors = own.filter(({ level }) => level === "error").length;
  const examples = ran.rules === 0 ? [] : [under(2, `${plural(ran.rules, "rule")} with ${plural(ran.examples, "example")}, which were run.`)];
  const others =
    above.length === 0 ? [] : [blank, line(strong(`Not of this file, but of the policy that it tightens: ${plural(above.length, "finding")}.`)), ...policyFindingsPage(above)];
  return { json: { file, findings }, page: [verdictLine(errors, own.length - errors, file), ...examples, ...policyFindingsPage(own), ...others], exit: errors > 0 ? 1 : 0 };
};

export const explain: Run = async (call) => {
  const file = fileOf(call, "file");
  const { policy } = await withWorkplaceIfAny(call, (workplace) => read(call, file, workplace));
  const path = call.values.text("PATH");
  if (path === undefined) {
    const explanation = explainPolicy(policy);
    return { json: explanation, page: flow(explanationText(explanation)) };
  }
  const explained = explainPath(policy, path);
  const gate = explainPolicy(policy).gates.find(({ kind, name }) => kind === "tier" && name === explained.deciding?.tier);
  const byOrigin = gate === undefined ? [] : approvalsByOrigin(policy, gate.name);
  const rest: Page =
    gate === undefined
      ? []
      : [
          line(gate.human),
          ...gate.criteria.map(({ id, words, decidedBy }) => under(2, `${decidedBy} `, strong(id), `: ${words}`)),
          ...gate.approvals.map((each) => under(2, `approved by ${each}`)),
          ...byOrigin.map((each) => under(2, `${whereWrote(each.origins)}: approved by ${each.approvals.join("; ")}`)),
        ];
  return { json: { ...explained, gate: gate ?? null, byOrigin }, page: [line(strong(explained.sentence)), ...rest] };
};

const writers = { ai: "AI wrote", mixed: "AI and a person wrote", unknown: "nobody knows who wrote", human: "a person wrote" } as const;

function whereWrote(origins: readonly (keyof typeof writers)[]): string {
  const said = (["ai", "mixed", "unknown", "human"] as const).filter((origin) => origins.includes(origin)).map((origin) => writers[origin]);
  return said.length < 2 ? `where ${said.join("")}` : `where ${said.slice(0, -1).join(", where ")}, or where ${said.at(-1)}`;
}

export const diff: Run = async (call) => {
  const [before, after] = await Promise.all(["BEFORE", "AFTER"].map(async (name) => policyOf(await readPolicySource(call.values.needed(name), call.io), null, call.io.clock())));
  const entries = diffPolicies(before as Policy, after as Policy);
  const looser = entries.filter(({ effect }) => effect === "looser").length;
  const sentence = entries.length === 0 ? "Both ask the same." : `${plural(entries.length, "difference")}, ${looser === 0 ? "none" : looser} of them looser.`;
  const rows = entries.map((entry) => [entry.effect, entry.sentence]);
  return { json: { entries }, page: [line(strong(sentence)), ...(rows.length === 0 ? [] : table(["effect", "what"], rows, ""))], exit: looser > 0 ? 1 : 0 };
};

export const adopt: Run = async (call) => {
  const { values } = call;
  const by = await actor(call);
  const source = await readPolicySource(values.needed("FILE"), call.io);
  const { adoptPolicy, listPeople } = await import("../../workflow/index.ts");
  const adopted = await withWorkplace(call, async (workplace) => {
    const { people, keys } = await listPeople(workplace);
    const sign = await signerFor(call, personNamed(people, by), keys).catch(withTheOtherWay);
    return await adoptPolicy(workplace, by, { ...source, ...given("project", values.text("project")), ...given("commit", values.text("commit")), sign });
  });
  const of = values.text("project") ?? "the organisation";
  return {
    json: adopted,
    page: [
      line(strong(`Version ${adopted.version} is in force for ${of}: entry ${adopted.index} of the ledger.`)),
      line(`SHA-256 ${adopted.digest}`),
      ...worthALook(adopted.findings),
    ],
  };
};

/** How each project's rules differ from the organisation's (R101). Something that is looser under no waiver that holds is an answer that a pipeline acts on: exit code 1. */
export const drift: Run = async (call) => {
  const { baselineDrift } = await import("../../reading/index.ts");
  const found = await withWorkplace(call, (workplace) => baselineDrift(workplace, call.values.text("project") ?? null));
  const { driftPage } = await import("../drift-page.ts");
  const open = found.projects.some(({ uncovered, problem }) => uncovered.length > 0 || problem !== null);
  return { json: found, page: driftPage(found), exit: open ? 1 : 0 };
};

export const constraints: Run = async (call) => {
  const { addStarterConstraints, isStarterSet, starterSets } = await import("../../workflow/starter-constraints.ts");
  const sets = call.values.list("SET").filter(isStarterSet);
  if (sets.length === 0) {
    const rows = Object.entries(starterSets);
    return {
      json: { sets: rows.map(([name, finds]) => ({ name, finds })) },
      page: [...table(["set", "finds"], rows, ""), blank, command("countersign policy constraints health-data-in-logs")],
    };
  }
  const file = call.values.text("file") ?? join(call.settings.repo, projectFile);
  const started = await addStarterConstraints(file, sets);
  return { json: { file, ...started }, page: startedPage(file, started) };
};

function startedPage(file: string, { written, kept, lines, appended }: Started): Page {
  const named =
    lines === ""
      ? [line(`${file} names them already.`)]
      : appended
        ? [line(`${file} names them at its end.`)]
        : [line(`Add these lines to \`constraints\` in ${file}:`), ...flow(lines)];
  return [
    line(strong(written.length === 0 ? "Nothing had to be written." : `${plural(written.length, "rule")} written beside ${file}.`)),
    ...[...written.map((path) => under(2, path)), ...kept.map((path) => under(2, `${path} `, faint("is there and kept")))],
    ...named,
    line("They hold once the policy is adopted with a higher `version`. Change the names in the rules to yours; `policy lint` runs their examples."),
    command(`countersign policy lint ${file}`),
  ];
}

export const schema: Run = async () => {
  const document = policyJsonSchema();
  return { json: document, page: [], text: `${JSON.stringify(document, null, 2)}\n` };
};

/** The file that is named, else the repository's, else null for what rules where nobody wrote anything. */
function fileOf({ values, settings }: Call, name: string): string | null {
  const own = join(settings.repo, projectFile);
  return values.text(name) ?? (existsSync(own) ? own : null);
}

async function read(call: Call, file: string | null, workplace: Parameters<Parameters<typeof withWorkplaceIfAny>[1]>[0]) {
  const upper = workplace === null ? null : await (await import("../../workflow/policies.ts")).organisationSource(workplace);
  const own: PolicySource | null = file === null ? null : await readPolicySource(file, call.io);
  const project = call.values.text("project") ?? null;
  const tightens = own !== null && (project !== null || isProjectFile(own.file));
  const organisation = own === null || tightens ? upper : own;
  const sources = [...(tightens ? [own] : []), ...(organisation === null ? [] : [organisation])];
  const compiled = compiledOf(organisation, tightens ? { ...own, project } : null, call.io.clock());
  return { policy: compiled.policy, compiled, project, files: sources.map(({ text, file: name }) => loadPolicyFile(text, name)) };
}

function verdictLine(errors: number, warnings: number, file: string | null) {
  const name = file ?? "The policy in force";
  if (errors + warnings === 0) return line(strong(`${name} is in order.`));
  return line(strong(`${name}: ${plural(errors, "error")}, ${plural(warnings, "warning")}.`));
}

/** Whoever has no SSH key is not at an end. */
function withTheOtherWay(error: unknown): never {
  if (!(error instanceof Failure)) throw error;
  throw new Failure(error.code, error.message, { hint: `${error.hint} Or sign with a passkey, on the page Policy of \`countersign serve\`.`.trim(), cause: error });
}

/** What the lint still says of a policy that is in force: nothing of it kept it out, so nothing of it is an error here. */
function worthALook(findings: readonly LintFinding[]): Page {
  if (findings.length === 0) return [];
  return [
    line(`${plural(findings.length, "warning")}, of which none keeps it out of force:`),
    ...policyFindingsPage(findings.map((finding) => ({ ...finding, level: "warning" }))),
  ];
}
