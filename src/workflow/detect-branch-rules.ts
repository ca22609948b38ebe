import { parseDocument } from "yaml";

/** What a committed file says about the branch that changes go to. The platform may hold more, or have been told otherwise since. */
export interface BranchRules {
  readonly path: string;
  readonly approvals: number | null;
  readonly ownersApprove: boolean | null;
  /** Names of the checks that must pass; null where the file speaks of none. */
  readonly checks: readonly string[] | null;
  /** Whether administrators, or whom the file names, may go around it. */
  readonly bypass: boolean | null;
  readonly unreadable: string | null;
}

export function isBranchRules(path: string): boolean {
  return /^\.github\/settings\.ya?ml$/.test(path) || /^(?:\.github\/)?rulesets?\/[^/]+\.json$/.test(path) || /^\.github\/[^/]*rulesets?[^/]*\.json$/.test(path);
}

const longestFile = 256 * 1024;

/** Reads probot's `.github/settings.yml` or the export of a GitHub ruleset. Whoever writes to the repository controls it; never throws. Null for what is about no branch. */
export function readBranchRules(path: string, text: string, branch: string): BranchRules | null {
  const nothing: BranchRules = { path, approvals: null, ownersApprove: null, checks: null, bypass: null, unreadable: null };
  const value = Buffer.byteLength(text) > longestFile ? undefined : contentOf(text);
  if (!isRecord(value)) return { ...nothing, unreadable: "it is not readable" };
  return path.endsWith(".json") ? fromRuleset(nothing, value, branch) : fromSettings(nothing, value, branch);
}

function fromSettings(nothing: BranchRules, value: Readonly<Record<string, unknown>>, branch: string): BranchRules | null {
  const branches = Array.isArray(value["branches"]) ? value["branches"].filter(isRecord) : [];
  const named = branches.find(({ name }) => name === branch || name === "default");
  const protection = named?.["protection"];
  if (!isRecord(protection)) return null;
  const [reviews, checks] = [protection["required_pull_request_reviews"], protection["required_status_checks"]];
  return {
    ...nothing,
    approvals: isRecord(reviews) ? numberOf(reviews["required_approving_review_count"]) : 0,
    ownersApprove: isRecord(reviews) ? reviews["require_code_owner_reviews"] === true : false,
    checks: isRecord(checks) ? textsOf(checks["contexts"]) : [],
    bypass: protection["enforce_admins"] !== true,
  };
}

function fromRuleset(nothing: BranchRules, value: Readonly<Record<string, unknown>>, branch: string): BranchRules | null {
  if (value["target"] !== "branch" || value["enforcement"] !== "active" || !takes(value["conditions"], branch)) return null;
  const rules = Array.isArray(value["rules"]) ? value["rules"].filter(isRecord) : [];
  const parameters = (type: string) => {
    const rule = rules.find((each) => each["type"] === type);
    return rule === undefined ? null : isRecord(rule["parameters"]) ? rule["parameters"] : {};
  };
  const [reviews, checks] = [parameters("pull_request"), parameters("required_status_checks")];
  const named = checks?.["required_status_checks"];
  return {
    ...nothing,
    approvals: reviews === null ? null : numberOf(reviews["required_approving_review_count"]),
    ownersApprove: reviews === null ? null : reviews["require_code_owner_review"] === true,
    checks: checks === null ? null : Array.isArray(named) ? named.filter(isRecord).flatMap(({ context }) => (typeof context === "string" ? [context] : [])) : [],
    bypass: Array.isArray(value["bypass_actors"]) && value["bypass_actors"].length > 0,
  };
}

function takes(conditions: unknown, branch: string): boolean {
  const names = isRecord(conditions) && isRecord(conditions["ref_name"]) ? conditions["ref_name"] : {};
  const [included, excluded] = [textsOf(names["include"]), textsOf(names["exclude"])];
  const named = (each: string) => each === "~ALL" || each === "~DEFAULT_BRANCH" || each === `refs/heads/${branch}`;
  return included.some(named) && !excluded.some(named);
}

function contentOf(text: string): unknown {
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: "silent", uniqueKeys: false });
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 20 });
  } catch {
    return undefined;
  }
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
