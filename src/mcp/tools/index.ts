import type { Tool } from "../tool.ts";
import { askHuman } from "./ask.ts";
import { classifyChange } from "./classify.ts";
import { searchDecisions } from "./decisions.ts";
import { checkDependency } from "./dependency.ts";
import { attachEvidence } from "./evidence.ts";
import { explainGate, gateStatus } from "./gate.ts";
import { recordProvenance } from "./provenance.ts";
import { requestReview } from "./review.ts";
import { getLessons, getRules, listConstraints } from "./rules.ts";

/** Every tool that is served, in the order of the table. */
export const tools: readonly Tool[] = [
  getRules,
  listConstraints,
  getLessons,
  searchDecisions,
  classifyChange,
  explainGate,
  gateStatus,
  checkDependency,
  recordProvenance,
  attachEvidence,
  requestReview,
  askHuman,
];
