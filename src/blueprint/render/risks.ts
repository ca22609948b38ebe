import { spoken } from "../../model/people.ts";
import type { BlueprintContext, BlueprintFiles } from "../blueprint.ts";
import { type Risk, type RisksFile, riskLevels, type Score } from "../files.ts";
import { type Holders, holdersOf } from "../holders.ts";
import type { LoadedFile } from "../read.ts";
import { riskLevel } from "../risk-level.ts";
import { documentPath, frontMatter, type RenderedDocument, standing, written } from "./document.ts";
import { apart, code, inline, list, prose, table } from "./markdown.ts";
import { partsIn } from "./parts.ts";
import { peopleText, unresolved } from "./people.ts";
import { counted, spanWords } from "./words.ts";

/** The risk register: every risk with what leads to it and what follows, its scores as numbers, its owner and its next look. */
export function renderRisks(loaded: LoadedFile<"risks">, files: BlueprintFiles, context: BlueprintContext): RenderedDocument {
  const { file, digest, name } = loaded;
  const holders = holdersOf(files, context);
  const { judged, unjudged, without } = sorted(file.register);
  return written({
    path: documentPath("risks"),
    head: frontMatter(file.document, name),
    title: file.document.title,
    opening: apart([standing(file.document), [answerOf(file)]]),
    parts: partsIn("risks", {
      Appetite: prose(file.appetite),
      "Levels and who accepts them": levelLines(file, holders),
      "Heat table": heatLines(file, judged),
      Register: table(
        ["Risk", "What", "Inherent", "Residual", "Treatment", "Owner", "Review", "Status"],
        judged.map((risk) => registerRow(file, risk, holders)),
      ),
      "Not judged yet": table(
        ["Risk", "What", "What leads to it", "What follows"],
        unjudged.map(({ id, title, cause, consequence }) => [code(id), inline(title), inline(cause), inline(consequence)]),
      ),
      "Not applicable": table(
        ["Risk", "What", "Why it does not apply"],
        without.map((risk) => [code(risk.id), inline(risk.title), inline(risk["not-applicable"] ?? "")]),
      ),
      "Risk by risk": apart(judged.map((risk) => riskLines(file, risk, holders))),
    }),
    from: { risks: digest, blueprint: files.blueprint?.digest ?? "" },
  });
}

function sorted(register: readonly Risk[]): { judged: readonly Risk[]; unjudged: readonly Risk[]; without: readonly Risk[] } {
  const applicable = register.filter((risk) => risk["not-applicable"] === undefined);
  return {
    judged: applicable.filter(({ inherent }) => inherent !== undefined),
    unjudged: applicable.filter(({ inherent }) => inherent === undefined),
    without: register.filter((risk) => risk["not-applicable"] !== undefined),
  };
}

function answerOf(file: RisksFile): string {
  const { judged, unjudged, without } = sorted(file.register);
  const high = judged.filter(({ residual, inherent }) => ["high", "critical"].includes(levelOf(file, residual ?? inherent) ?? "")).length;
  const left = unjudged.length === 0 ? "every one is judged" : `${unjudged.length} ${unjudged.length === 1 ? "is" : "are"} not judged yet`;
  const remain = `of those that are, ${high === 0 ? "none remains" : `${high} ${high === 1 ? "remains" : "remain"}`} high or critical once treated`;
  const not = without.length === 0 ? "" : `, ${without.length} ${without.length === 1 ? "does" : "do"} not apply`;
  return `${counted(file.register.length, "risk")}: ${left}${not}${judged.length === 0 ? "" : `; ${remain}`}.`;
}

function levelOf(file: RisksFile, score: Score | undefined): string | null {
  return score === undefined ? null : riskLevel(file, score);
}

/** `12 (3 × 4), high`. */
function scoreText(file: RisksFile, score: Score | undefined): string {
  return score === undefined ? "" : `${score.likelihood * score.impact} (${score.likelihood} × ${score.impact}), ${riskLevel(file, score)}`;
}

function levelLines(file: RisksFile, holders: Holders): string[] {
  const scores = Array.from({ length: 25 }, (_, at) => at + 1);
  const rows = riskLevels.map((level) => {
    // A score is a product of two ratings, but a border may lie on any number.
    const of = scores.filter((score) => riskLevel(file, { likelihood: 1, impact: score }) === level);
    const role = file.acceptance[level];
    return [level, of.length === 0 ? "" : `${of[0]} to ${of.at(-1)}`, inline(spoken(role)), peopleText(holders.holding({ qualification: null, role }), unresolved("nobody"))];
  });
  return apart([
    ["A score is likelihood × impact, each from 1 to 5."],
    table(["Level", "Scores", "Accepted by", "People"], rows),
    [`An acceptance is signed and ends after ${spanWords(file["acceptance-valid-for"])}.`],
  ]);
}

function heatLines(file: RisksFile, risks: readonly Risk[]): string[] {
  if (risks.length === 0) return [];
  return apart([
    ["Before treatment:"],
    heatTable(file, risks, ({ inherent }) => inherent),
    ["Once treated; a risk whose residual score is not given yet stands nowhere here:"],
    heatTable(file, risks, ({ residual }) => residual),
  ]);
}

const ratings = [1, 2, 3, 4, 5] as const;

function heatTable(file: RisksFile, risks: readonly Risk[], scoreOf: (risk: Risk) => Score | undefined): string[] {
  const cell = (likelihood: number, impact: number) => {
    const here = risks.filter((risk) => scoreOf(risk)?.likelihood === likelihood && scoreOf(risk)?.impact === impact).map(({ id }) => code(id));
    return `${likelihood * impact} ${riskLevel(file, { likelihood, impact })}${here.length === 0 ? "" : `: ${here.join(", ")}`}`;
  };
  const rows = ratings.toReversed().map((likelihood) => [`Likelihood ${likelihood}`, ...ratings.map((impact) => cell(likelihood, impact))]);
  return table(["Score", ...ratings.map((impact) => `Impact ${impact}`)], rows);
}

function registerRow(file: RisksFile, risk: Risk, holders: Holders): string[] {
  const { id, title, inherent, residual, treatment, owner, status } = risk;
  return [
    code(id),
    inline(title),
    scoreText(file, inherent),
    scoreText(file, residual) || "**not given**",
    treatment === undefined ? "**none**" : treatment.choice,
    owner === undefined ? "**nobody**" : inline(holders.nameOf(owner)),
    risk["review-by"] ?? "**no date**",
    status,
  ];
}

function riskLines(file: RisksFile, risk: Risk, holders: Holders): string[] {
  return apart([
    [`### ${code(risk.id)} ${inline(risk.title)}`],
    table(["Cause", "Event", "Consequence"], [[inline(risk.cause), inline(risk.event), inline(risk.consequence)]]),
    factLines(file, risk, holders),
    risk.treatment?.plan === undefined ? [] : apart([["The plan:"], prose(risk.treatment.plan)]),
    risk.triggers === undefined ? [] : apart([["Looked at again at once when:"], list(risk.triggers)]),
    table(
      ["Day", "Who", "What was done"],
      (risk.history ?? []).map(({ date, by, what }) => [date, inline(holders.nameOf(by)), inline(what)]),
    ),
  ]);
}

function factLines(file: RisksFile, risk: Risk, holders: Holders): string[] {
  const { treatment, raised, category, status } = risk;
  const codes = (names: readonly string[] | undefined) => (names ?? []).map(code).join(", ");
  const rows: readonly (readonly [string, string])[] = [
    ["Raised", `${raised}, ${inline(spoken(category))}, ${status}`],
    ["Inherent", scoreText(file, risk.inherent)],
    ["Residual", scoreText(file, risk.residual)],
    ["Treatment", treatment === undefined ? "" : `${treatment.choice}${treatment.due === undefined ? "" : `, due ${treatment.due}`}`],
    ["Controls", codes(risk.controls)],
    ["Affected paths", codes(risk.paths)],
    ["Owner", risk.owner === undefined ? "" : inline(holders.nameOf(risk.owner))],
    ["Action owner", risk["action-owner"] === undefined ? "" : inline(holders.nameOf(risk["action-owner"]))],
    ["Review", risk["review-by"] ?? ""],
    ["Links", (risk.links ?? []).map(inline).join(", ")],
  ];
  return rows.filter(([, says]) => says !== "").map(([what, says]) => `- ${what}: ${says}`);
}
