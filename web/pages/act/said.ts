/** What somebody says of a question that no machine can answer. */
export interface Said {
  readonly met: boolean;
  /** What was measured, as it was typed; of a metric only. */
  readonly measured: string;
  readonly reason: string;
}

export const nothingSaid: Said = { met: false, measured: "", reason: "" };
