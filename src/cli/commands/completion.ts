import type { Run } from "../command.ts";
import { completionFor, shells } from "../completion.ts";

export const completion: Run = async ({ values }) => {
  const shell = shells.find((known) => known === values.needed("SHELL"));
  if (shell === undefined) throw new TypeError("the table offers a shell without a completion");
  const text = completionFor(shell);
  return { json: { shell, script: text }, page: [], text };
};
