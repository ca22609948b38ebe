import { acceptedScore, filePath, lintBlueprint, type Risk, type RisksFile, riskDigest, riskLevel } from "../../blueprint/index.ts";
import { Failure } from "../../model/failure.ts";
import { readProjectBlueprint, type Workplace } from "../../workflow/index.ts";
import { readDraft } from "../blueprint-draft.ts";
import { findingsOf, findingsPage } from "../blueprint-page.ts";
import { plural } from "../change-page.ts";
import { type Call, next, type Run } from "../command.ts";
import { governedHere } from "../governed.ts";
import { command, faint, line, type Page, strong, table } from "../page.ts";
import { signHere } from "../sign-here.ts";
import { short } from "../time.ts";
import { withWorkplace, withWorkplaceIfAny } from "../workplace.ts";

interface RiskLine {
  readonly id: string;
  readonly title: string;
  readonly level: string | null;
  /** Likelihood × impact of what remains, else of what was there before. */
  readonly score: number | null;
  readonly treatment: string | null;
  readonly owner: string | null;
  readonly status: string;
  readonly notApplicable: string | null;
  /** Last day on which it is accepted as it stands; null where it is not. */
  readonly acceptedUntil: string | null;
}

export const list: Run = async (call) =>
  await withWorkplaceIfAny(call, async (workplace) => {
    const { file, from, accepted } = await registerOf(call, workplace);
    const lines = file.register.map((risk) => lineOf(file, risk, accepted));
    return { json: { from, risks: lines }, page: listPage(lines, from) };
  });

export const lint: Run = async (call) =>
  await withWorkplaceIfAny(call, async (workplace) => {
    const { read, context } = await readDraft(call, workplace);
    const name = filePath("risks");
    const findings = findingsOf(read.failures, lintBlueprint(read.files, context)).filter(({ place }) => place?.file === name);
    return { json: { findings }, page: findingsPage(findings, "The risk register"), exit: findings.some(({ severity }) => severity === "error") ? 1 : 0 };
  });

export const accept: Run = async (call) =>
  await withWorkplace(call, async (workplace) => {
    const { project, repository } = await governedHere(call, workplace);
    const risk = call.values.needed("RISK");
    const signed = await signHere(call, workplace, { act: "risk-accepted", project, repository, risk, until: call.values.text("until") });
    const { level, until } = signed.about;
    return {
      json: signed,
      page: [
        line(strong(`${risk}, of level ${String(level)}, is accepted until ${String(until)}: entry ${signed.index} of the ledger.`)),
        line("A new rating or plan asks for another acceptance."),
        command(next(call, "risk list")),
      ],
    };
  });

interface Register {
  readonly file: RisksFile;
  readonly from: string;
  readonly accepted: readonly { readonly risk: string; readonly digest: string; readonly until: string }[];
}

/** The register of the project's branch with what was accepted; outside of an organisation, and with --draft, that of the work tree. */
async function registerOf(call: Call, workplace: Workplace | null): Promise<Register> {
  if (workplace === null || call.values.flag("draft")) {
    const { read } = await readDraft(call, workplace);
    return { ...registerIn(read, "the work tree"), accepted: [] };
  }
  const { project, repository } = await governedHere(call, workplace);
  const read = await readProjectBlueprint(workplace, project, repository);
  const today = new Date(workplace.clock()).toISOString().slice(0, 10);
  const accepted = (await workplace.store.read.governance.riskAcceptances(project)).filter(({ until }) => until >= today);
  return { ...registerIn(read, `${read.ref} (${short(read.commit)})`), accepted };
}

function registerIn({ files, failures }: Awaited<ReturnType<typeof readDraft>>["read"], from: string): Pick<Register, "file" | "from"> {
  if (files.risks !== null) return { file: files.risks.file, from };
  const broken = failures.find(({ place }) => place?.file === filePath("risks"));
  if (broken !== undefined) throw broken;
  throw new Failure("not-found", `${filePath("risks")} is not in ${from}.`, { hint: "`countersign init` writes a draft; --draft reads the work tree." });
}

function lineOf(file: RisksFile, risk: Risk, accepted: Register["accepted"]): RiskLine {
  const score = acceptedScore(risk);
  const digest = riskDigest(risk);
  return {
    id: risk.id,
    title: risk.title,
    level: score === null ? null : riskLevel(file, score),
    score: score === null ? null : score.likelihood * score.impact,
    treatment: risk.treatment?.choice ?? null,
    owner: risk.owner ?? null,
    status: risk.status,
    notApplicable: risk["not-applicable"] ?? null,
    acceptedUntil: accepted.findLast((each) => each.risk === risk.id && each.digest === digest)?.until ?? null,
  };
}

function listPage(lines: readonly RiskLine[], from: string): Page {
  const open = lines.filter(({ notApplicable }) => notApplicable === null);
  const unrated = open.filter(({ level }) => level === null).length;
  const sentence = `${plural(open.length, "risk")}${open.length === lines.length ? "" : `, and ${plural(lines.length - open.length, "more")} that do not apply`.replace("mores", "more")}${unrated === 0 ? "." : `; ${unrated} of them nobody has rated.`}`;
  const rows = lines
    .toSorted((a, b) => (b.score ?? 26) - (a.score ?? 26))
    .map(({ id, level, score, treatment, owner, acceptedUntil, notApplicable, title }) => [
      id,
      notApplicable !== null ? "does not apply" : level === null ? "not rated" : `${level} (${score})`,
      notApplicable === null ? (treatment ?? "no treatment") : "",
      notApplicable === null ? (owner ?? "nobody") : "",
      acceptedUntil ?? "",
      title,
    ]);
  return [line(strong(sentence)), ...table(["Risk", "Level", "Treatment", "Owner", "Accepted until", "What"], rows, "The register is empty."), line(faint(`Read from ${from}.`))];
}
