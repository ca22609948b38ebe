import type { DeliveryFile, Metric } from "../files.ts";
import { headComments, headSeed, type SeedOptions } from "./head.ts";
import type { Comments } from "./yaml-text.ts";

const covered: Metric = {
  id: "ai-lines-covered",
  says: "How much of what AI wrote is tested at all",
  formula: "Covered lines of AI origin on the main branch, divided by all measured lines of AI origin",
  source: "Coverage reports and origins in the ledger, on the page Map",
  target: ">= 80 %",
  threshold: "< 70 %",
};
const escaped: Metric = {
  id: "escaped-defects",
  says: "What reached people although it was judged",
  formula: "Defects found after release within the policy's escape window, counted by the change that introduced them",
  source: "Defects in the ledger",
  target: "<= 1",
  threshold: "> 3",
};
const wait: Metric = {
  id: "median-wait",
  says: "How long a finished change waits for people",
  formula: "Median time from putting a change forward to its first verdict of allow, over the changes of the sprint",
  source: "Changes and verdicts in the ledger",
  target: "<= 1 d",
  threshold: "> 2 d",
};
const overdue: Metric = {
  id: "overdue-decisions",
  says: "Whether doubts are answered in time",
  formula: "Decisions and escalations that passed their time limit in the sprint",
  source: "Escalations in the ledger",
  target: "= 0",
  threshold: "> 2",
};

export function deliverySeed(options: SeedOptions): DeliveryFile {
  return {
    delivery: 1,
    document: headSeed(options, "delivery", `Delivery framework of ${options.project}`, ["engineering-lead", "project-manager"]),
    sprints: { length: "2w", "governance-minutes": 240 },
    phases: [blueprintPhase, buildPhase, hardeningPhase, releasePhase, operatePhase],
  };
}

type Phase = DeliveryFile["phases"][number];

const blueprintPhase: Phase = {
  id: "blueprint",
  title: "Blueprint",
  purpose: "What is dear to change later is decided before code is written.",
  entry: ["Somebody owns the product and says what it is for", "A start and an end are agreed"],
  checkpoints: [
    {
      id: "blueprint-closed",
      title: "The blueprint is closed",
      when: "sprint-end",
      evidence: ["Accepted decision records in five areas", "Charter, delivery framework, risk register, audit-trail design and AI policy, each signed"],
      metrics: [
        {
          id: "areas-decided",
          says: "Whether every area has a decision that holds",
          formula: "Areas with at least one accepted decision record, of five",
          source: "countersign blueprint status",
          target: "= 5",
        },
        {
          id: "risks-judged",
          says: "Whether every risk was looked at",
          formula: "Risks that are rated or marked as not applicable, divided by all",
          source: "risks.yaml",
          target: "= 100 %",
        },
      ],
      exit: ["The exit check finds nothing missing", "Everybody with a role knows that they have it"],
      approver: "engineering-lead",
      minutes: 120,
    },
  ],
};

const buildPhase: Phase = {
  id: "build",
  title: "Build",
  purpose: "The product is written in small changes, each judged.",
  entry: ["The blueprint is closed", "The gate asks for a verdict before anything is merged"],
  checkpoints: [
    {
      id: "build-mid",
      title: "Half of the scope is merged",
      when: "sprint-end",
      evidence: ["Merged changes with their verdicts", "Coverage of the main branch"],
      metrics: [covered, wait],
      exit: ["What AI wrote is covered to the target", "No decision has been overdue for more than a day"],
      approver: "project-manager",
      minutes: 60,
    },
    {
      id: "build-done",
      title: "The scope is merged",
      when: "sprint-end",
      evidence: ["Each requirement with the changes that answer it", "The risk register, looked at again"],
      metrics: [covered, escaped, wait, overdue].map((metric) => ({ ...metric, id: `build-${metric.id}` })),
      exit: ["Every requirement of the scope is met or moved by a decision", "No open finding of critical severity", "Quality metrics are met, however fast it went"],
      approver: "engineering-lead",
      minutes: 90,
    },
  ],
};

const hardeningPhase: Phase = {
  id: "hardening",
  title: "Hardening",
  purpose: "What was built is tried as attackers, load and bad days will try it.",
  entry: ["The scope is merged"],
  checkpoints: [
    {
      id: "hardening-done",
      title: "It holds",
      when: "sprint-end",
      evidence: ["Results of the security test", "Results of the load test", "A restore and a way back that were tried"],
      metrics: [
        {
          id: "open-high-findings",
          says: "Known weaknesses that are left",
          formula: "Findings of high or critical severity on the main branch without a decision",
          source: "Analysis reports in the ledger",
          target: "= 0",
        },
        {
          id: "drill-found",
          says: "How well reviews catch what they should",
          formula: "Planted defects that a review found, divided by all that were planted",
          source: "Drills in the ledger",
          target: ">= 80 %",
          threshold: "< 60 %",
        },
      ],
      exit: ["Each weakness is mended, or its risk is accepted by whoever may", "The way back was tried, and took as long as planned"],
      approver: "engineering-lead",
      minutes: 90,
    },
  ],
};

const releasePhase: Phase = {
  id: "release",
  title: "Release",
  purpose: "It goes to the people it is for, released by somebody by name.",
  entry: ["It holds", "Whoever runs it knows how"],
  checkpoints: [
    {
      id: "release-ready",
      title: "It may go out",
      when: "sprint-start",
      evidence: ["The verdict for production", "Notes for those who use it, with what AI wrote disclosed"],
      metrics: [
        {
          id: "failed-deployments",
          says: "How often a release does harm",
          formula: "Deployments that failed or were taken back, divided by all, over the last ten",
          source: "Deployments in the ledger",
          target: "<= 10 %",
          threshold: "> 20 %",
        },
        {
          id: "lead-time",
          says: "How long it takes from merged to deployed",
          formula: "Median time from merge to deployment, over the last ten",
          source: "Deployments in the ledger",
          target: "<= 2 d",
        },
      ],
      exit: ["A named person releases it, knowing who is affected and how to go back", "Support and the people on call have read the notes"],
      approver: "release-manager",
      minutes: 60,
    },
  ],
};

const operatePhase: Phase = {
  id: "operate",
  title: "Operate",
  purpose: "It runs, and what it teaches goes back into rules and criteria.",
  entry: ["It is released"],
  checkpoints: [
    {
      id: "operate-review",
      title: "What the first sprint in operation taught",
      when: "sprint-end",
      evidence: ["Incidents with the change that each was traced to", "Actions with what closed them"],
      metrics: [
        { ...escaped, id: "operate-escaped-defects" },
        {
          id: "time-to-restore",
          says: "How long people are without it",
          formula: "Median time from detection to restoration, over the incidents of the sprint",
          source: "Incidents in the ledger",
          target: "<= 4 h",
          threshold: "> 1 d",
        },
        {
          id: "cost-per-customer",
          says: "Whether it costs what was planned",
          formula: "Cost of running it in the month, divided by customers",
          source: "Bills of the platform",
          target: "<= 100 %",
          threshold: "> 110 %",
        },
      ],
      exit: ["Each incident was traced to a change, or it is said why not", "What two defects have in common became a rule, a criterion or a lesson"],
      approver: "engineering-lead",
      minutes: 60,
    },
  ],
};

export const deliveryComments: Comments = {
  ...headComments,
  sprints:
    "`start` is the first day of the first sprint after the blueprint; checkpoints fall on these boundaries. `governance-minutes` is the time a sprint plans for all of this.",
  phases: "A phase advances when the exit criteria of its checkpoint are met and its approver has signed. Make the targets yours; keep quality and speed apart.",
};
