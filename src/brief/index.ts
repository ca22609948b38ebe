export { blockIn, withBlock } from "./block.ts";
export { approvalsOfAi } from "./change-rules.ts";
export { type Brief, type BriefFile, type ChangedRule, compileBrief, requireUnedited } from "./compile.ts";
export { type Lesson, lessonsFor, lessonsIn, lessonsOf } from "./lesson.ts";
export { cannotApprove } from "./process-rules.ts";
export { type BriefRule, oneLine } from "./rule.ts";
export { type BriefSource, rulesFor, rulesOf } from "./rules.ts";
export { mayHoldBrief, type Target, targets } from "./targets.ts";
export { trailerExample } from "./tool-rules.ts";
