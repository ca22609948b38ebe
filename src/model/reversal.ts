/** Why a change was taken back. An unstated constraint was known to somebody and written nowhere. */
export const reversalCauses = ["unstated-constraint", "misunderstood-requirement", "defect", "no-longer-wanted", "other"] as const;
export type ReversalCause = (typeof reversalCauses)[number];
