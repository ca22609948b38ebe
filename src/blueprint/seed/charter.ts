import type { CharterFile } from "../files.ts";
import { headComments, headSeed, type SeedOptions } from "./head.ts";
import type { Comments } from "./yaml-text.ts";

export function charterSeed(options: SeedOptions): CharterFile {
  return {
    charter: 1,
    document: headSeed(options, "charter", `Governance charter of ${options.project}`, ["engineering-lead", "policy-owner"]),
    purpose: "That every change which reaches people was judged by somebody who was fit to judge it and answers for it by name, whoever or whatever wrote it.",
    scope: `Everything that is changed in ${options.project} and everything that is deployed from it, written by people, by AI or by both.`,
    authority: "It holds by the signatures of its approvers. The organisation's policy and the law come before it; where they ask for more, they hold.",
    principles: [
      "A person decides; a machine measures.",
      "Nobody approves what they wrote, nor what an AI wrote on their instruction.",
      "What nobody can show does not count: no evidence, no allow.",
      "Being unsure is an answer. It moves the question to somebody who knows more, and blames nobody.",
      "An exception has a name, a reason and an end.",
      "What is decided once is written once, and enforced from where it is written.",
    ],
    roles: {
      "engineering-lead": "Answers for how the product is built, for its risks, and for doubts that reach the end of the path",
      "policy-owner": "Answers for the rules: adopts the policy and signs for exceptions to it",
      "project-manager": "Answers for the plan, the checkpoints, and the time that governance takes",
      "release-manager": "Releases to production, knowing what breaks if it is wrong and how to go back",
      reviewer: "Writes code, and judges the changes of others in what they are qualified for",
      "ai-agent": "Writes what a person asks for, within the rules; answers for nothing",
    },
    agents: ["ai-agent"],
    raci: raci(),
    escalation: {
      owner: "engineering-lead",
      deputy: "project-manager",
      says: "A doubt goes to another qualified person, then to the engineering lead, within the times that the policy sets. While it is open, and when nobody answers in time, the change is denied.",
    },
    forums: [
      {
        forum: "Governance in the sprint",
        every: "2w",
        roles: ["engineering-lead", "project-manager", "reviewer"],
        decides: "What waits too long, what was waived, and what the next sprint plans for it",
      },
      { forum: "Risk review", every: "1mo", roles: ["engineering-lead", "policy-owner", "project-manager"], decides: "Ratings, treatments and acceptances that are due" },
      { forum: "Policy review", every: "6mo", roles: ["policy-owner", "engineering-lead"], decides: "Which rules are changed, tightened or taken back, by what they found" },
    ],
    exceptions:
      "A waiver names the rule, the reason, what makes up for it, the risk and a day on which it ends; the organisation's policy holds it. In an emergency two named people let a change through, and somebody else reviews it within the policy's time.",
    records: "Every decision, verdict, exception and deployment is a signed fact in the ledger. How long each is kept stands in the audit-trail design.",
    amendment: "By a reviewed change of this file with a higher version. It holds once the approvers of the new version have signed it.",
  };
}

function raci(): CharterFile["raci"] {
  return [
    {
      activity: "Decide what is dear to change later, and record it",
      responsible: ["engineering-lead"],
      accountable: ["engineering-lead"],
      consulted: ["reviewer"],
      informed: ["project-manager"],
    },
    { activity: "Write a change, alone or with AI", responsible: ["reviewer", "ai-agent"], accountable: ["engineering-lead"] },
    { activity: "Judge and approve a change", approval: true, responsible: ["reviewer"], accountable: ["engineering-lead"], informed: ["project-manager"] },
    { activity: "Decide a change that is unsure or overdue", approval: true, responsible: ["engineering-lead"], accountable: ["engineering-lead"], consulted: ["reviewer"] },
    {
      activity: "Release to production",
      approval: true,
      responsible: ["release-manager"],
      accountable: ["release-manager"],
      consulted: ["reviewer"],
      informed: ["project-manager"],
    },
    {
      activity: "Change and adopt the policy",
      approval: true,
      responsible: ["policy-owner"],
      accountable: ["policy-owner"],
      consulted: ["engineering-lead"],
      informed: ["reviewer"],
    },
    { activity: "Rate and treat risks", responsible: ["engineering-lead", "project-manager"], accountable: ["engineering-lead"], consulted: ["reviewer"] },
    { activity: "Accept a risk", approval: true, responsible: ["policy-owner"], accountable: ["policy-owner"], consulted: ["engineering-lead"], informed: ["project-manager"] },
    { activity: "Pass a checkpoint", approval: true, responsible: ["project-manager"], accountable: ["engineering-lead"], informed: ["policy-owner"] },
    { activity: "Admit, review or suspend an AI tool or model", approval: true, responsible: ["engineering-lead"], accountable: ["policy-owner"], informed: ["reviewer"] },
    {
      activity: "Contain an incident, trace it to its change, and learn from it",
      responsible: ["engineering-lead", "reviewer"],
      accountable: ["engineering-lead"],
      informed: ["project-manager"],
    },
  ];
}

export const charterComments: Comments = {
  ...headComments,
  purpose: "Sections 1 to 3. Say it in your own words where these are not yours.",
  roles: "What each role answers for. Who holds it stands in blueprint.yaml.",
  raci: "Exactly one accountable role a row, at least one responsible. An agent is never accountable, nor responsible for an approval (`approval: true`).",
  escalation: "Who keeps escalations moving; levels and times stand in policy.yaml under `escalation`.",
};
