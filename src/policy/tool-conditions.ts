import type { LoadedPolicy } from "./load.ts";

/**
 * What the register does not say of a tool and has to before it is approved (R92): its models, classes of data, modes, paths and account, as settings below `ai.tools.TOOL`. That it may
 * write everywhere is said with an empty `not-paths`. Empty for a tool that no file registers.
 */
export function missingToolConditions(tool: string, files: readonly Pick<LoadedPolicy, "file">[]): string[] {
  const entries = files.flatMap(({ file }) => (file.ai?.tools ?? []).filter((each) => each.tool === tool));
  if (entries.length === 0) return [];
  const there: { readonly [setting: string]: boolean } = {
    models: entries.some(({ models = [] }) => models.length > 0),
    "conditions.data": entries.some(({ conditions }) => (conditions?.data ?? []).length > 0),
    "conditions.modes": entries.some(({ conditions }) => (conditions?.modes ?? []).length > 0),
    "conditions.not-paths": entries.some(({ conditions }) => conditions?.["not-paths"] !== undefined),
    "conditions.account": entries.some(({ conditions }) => conditions?.account !== undefined),
  };
  return Object.keys(there).filter((setting) => !there[setting]);
}
