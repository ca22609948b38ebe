/** How far a pass is: `done` of `total` are behind. */
export interface Progress {
  readonly stage: "history" | "renames" | "lines" | "owners" | "evidence";
  readonly done: number;
  readonly total: number;
}

export type Tell = (progress: Progress) => void;
