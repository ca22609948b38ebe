import { didYouMean, placeIn } from "../../policy/index.ts";
import type { BlueprintContext, BlueprintFiles } from "../blueprint.ts";
import { type Risk, riskLevels } from "../files.ts";
import { holdersOf } from "../holders.ts";
import type { LoadedFile } from "../read.ts";
import { acceptedScore, riskDigest, riskLevel } from "../risk-level.ts";
import { aiRisks } from "../seed/ai-risks.ts";
import { controlsOf, criteriaUsedIn, isTied, knownSettings } from "./controls.ts";
import { type Found, found, isPast } from "./found.ts";

type Register = LoadedFile<"risks">;

/** Each risk is judged, owned and treated, names what keeps it down, and no control is there for nothing (R56, R57, R103). */
export function riskFindings(files: BlueprintFiles, context: BlueprintContext): Found[] {
  const { risks } = files;
  if (risks === null) return [];
  return [
    ...risks.file.register.flatMap((risk, at) => [
      ...entryFindings(risks, risk, at, context.now),
      ...controlFindings(risks, risk, at, context),
      ...acceptanceFindings(files, context, risk, at),
    ]),
    ...removedFindings(risks),
    ...loneControls(risks, context),
  ];
}

/** That the team has said something of a risk: rated it, or said why it does not apply. */
export function isJudged(risk: Pick<Risk, "inherent" | "not-applicable">): boolean {
  return risk.inherent !== undefined || risk["not-applicable"] !== undefined;
}

function entryFindings(risks: Register, risk: Risk, at: number, now: number): Found[] {
  const path = `register[${at}]`;
  if (risk["not-applicable"] !== undefined || risk.status === "closed") return [];
  const untouched = risk.seed !== undefined && risk.inherent === undefined && risk.owner === undefined;
  if (untouched)
    return [
      found("risk-unjudged", `${risk.id} (${risk.title}) waits to be judged.`, "Rate it and name its owner, or say under `not-applicable` why it does not apply.", risks.at(path)),
    ];
  return [...incomplete(risk).map(([code, says, hint]) => found(code, `${risk.id} ${says}.`, hint, risks.at(path))), ...dated(risks, risk, path, now)];
}

function incomplete(risk: Risk): (readonly [Found["code"], string, string])[] {
  const missing: (readonly [boolean, Found["code"], string, string])[] = [
    [risk.owner === undefined, "risk-without-owner", "has no owner", "Name one person under `owner`."],
    [
      risk.treatment === undefined || (risk.treatment.plan === undefined && risk.treatment.choice !== "accept"),
      "risk-without-plan",
      "has no treatment plan",
      "Say under `treatment` what is done, by when.",
    ],
    [risk.inherent === undefined, "risk-without-rating", "is not rated", "Give `inherent: { likelihood, impact }`, each from 1 to 5, before any control."],
    [risk.residual === undefined, "risk-without-residual", "does not say what remains", "Give `residual: { likelihood, impact }`, once the treatment is in place."],
    [(risk.triggers ?? []).length === 0, "risk-without-trigger", "has no trigger", "Say under `triggers` what makes people look at it again at once."],
    [risk["review-by"] === undefined, "risk-without-review", "has no review date", "Give `review-by`."],
  ];
  return missing.flatMap(([is, ...rest]) => (is ? [rest] : []));
}

function dated(risks: Register, risk: Risk, path: string, now: number): Found[] {
  const { inherent, residual, treatment } = risk;
  const higher = inherent !== undefined && residual !== undefined && residual.likelihood * residual.impact > inherent.likelihood * inherent.impact;
  return [
    ...(higher
      ? [
          found(
            "risk-residual-higher",
            `${risk.id} would be higher after its treatment than before.`,
            "Rate `inherent` before any control, `residual` with all of them.",
            risks.at(`${path}.residual`),
          ),
        ]
      : []),
    ...(isPast(risk["review-by"], now)
      ? [found("review-passed", `${risk.id} was to be looked at again by ${risk["review-by"]}.`, "Look at it again, then give a later day.", risks.at(`${path}.review-by`))]
      : []),
    ...(risk.status === "open" && isPast(treatment?.due, now)
      ? [
          found(
            "treatment-overdue",
            `The treatment of ${risk.id} was due on ${treatment?.due}.`,
            "Set `status: treated` once it is in place, or give a new day.",
            risks.at(`${path}.treatment`),
          ),
        ]
      : []),
  ];
}

function controlFindings(risks: Register, risk: Risk, at: number, { policy }: BlueprintContext): Found[] {
  const known = knownSettings(policy);
  const used = criteriaUsedIn(policy);
  return (risk.controls ?? []).flatMap((control, index) => {
    const place = risks.at(`register[${at}].controls[${index}]`);
    if (!known.has(control))
      return [
        found(
          "control-unknown",
          `${risk.id} names \`${control}\`, which is no setting of the policy and no document.`,
          didYouMean(control, known, "Name what keeps the risk down, such as criteria.tests-pass."),
          place,
        ),
      ];
    const criterion = /^criteria\.(.+)$/.exec(control)?.[1];
    if (criterion === undefined || used.has(criterion)) return [];
    return [found("control-unused", `${risk.id} relies on \`${control}\`, which no tier and no environment asks for.`, "Let a tier ask for it, or name another control.", place)];
  });
}

const order: readonly string[] = riskLevels;

/** What was accepted is signed by whoever may accept that much, and still holds. Without the ledger at hand nothing is said of it. */
function acceptanceFindings({ risks, blueprint }: BlueprintFiles, context: BlueprintContext, risk: Risk, at: number): Found[] {
  const score = acceptedScore(risk);
  const { acceptances } = context;
  if (risks === null || acceptances === undefined || risk.status !== "accepted" || score === null) return [];
  const place = risks.at(`register[${at}].status`);
  const last = acceptances.findLast((one) => one.risk === risk.id && one.digest === riskDigest(risk));
  if (last === undefined || isPast(last.until, context.now))
    return [
      found(
        "risk-not-accepted",
        `${risk.id} is marked as accepted, and ${last === undefined ? "nobody has signed that as it stands now" : `its acceptance ended on ${last.until}`}.`,
        "Have it accepted: `countersign risk accept`.",
        place,
      ),
    ];
  const level = riskLevel(risks.file, score);
  const role = risks.file.acceptance[level];
  const person = context.people?.find(({ id }) => id === last.person);
  const lower = order.indexOf(last.level) < order.indexOf(level);
  if (!lower && (person === undefined || person.roles.includes(role))) return [];
  const who = person?.name ?? last.person;
  const may = holdersOf({ blueprint }, context).holding({ role, qualification: null }).join(", ") || `whoever holds \`${role}\``;
  return [
    found(
      "risk-accepted-above",
      lower ? `${risk.id} was accepted as ${last.level} and is ${level}.` : `${who} accepted ${risk.id}, which is ${level}, and does not hold \`${role}\`.`,
      `A risk of this level is accepted by ${may}.`,
      place,
    ),
  ];
}

// An entry of the catalogue that does not apply says why; taken out, it would look as if nobody had thought of it.
function removedFindings(risks: Register): Found[] {
  const there = new Set(risks.file.register.map(({ seed }) => seed));
  return aiRisks
    .filter(({ seed }) => !there.has(seed))
    .map(({ seed, title }) =>
      found(
        "risk-removed",
        `The register has no entry of the catalogue's \`${seed}\` (${title}).`,
        `Add an entry with \`seed: ${seed}\`, or one that says under \`not-applicable\` why it does not apply.`,
        risks.at("register"),
      ),
    );
}

function loneControls(risks: Register, { policy, policyFiles = [] }: BlueprintContext): Found[] {
  const named = risks.file.register.filter((risk) => risk["not-applicable"] === undefined).flatMap(({ controls }) => controls ?? []);
  return controlsOf(policy)
    .filter((control) => !isTied(control, named))
    .map((control) =>
      found(
        "control-without-risk",
        `No risk says what \`${control}\` is for.`,
        "Name it under `controls` of the risk that it keeps down, or take it out of the policy.",
        placeIn(policyFiles, control) ?? risks.at("register"),
      ),
    );
}
