import type { Run } from "./command.ts";

/** How to load the file of each first word. A command's last word names its export, in camel case. Written out, so that emitting and type checking see each path. */
export const loaders = {
  sample: () => import("./commands/sample.ts"),
  serve: () => import("./commands/serve.ts"),
  init: () => import("./commands/init.ts"),
  gaps: () => import("./commands/gaps.ts"),
  check: () => import("./commands/check.ts"),
  map: () => import("./commands/map.ts"),
  disclosure: () => import("./commands/disclosure.ts"),
  propose: () => import("./commands/propose.ts"),
  evidence: () => import("./commands/evidence.ts"),
  record: () => import("./commands/record.ts"),
  decide: () => import("./commands/decide.ts"),
  inbox: () => import("./commands/inbox.ts"),
  reversal: () => import("./commands/reversal.ts"),
  escalations: () => import("./commands/escalations.ts"),
  plan: () => import("./commands/plan.ts"),
  gate: () => import("./commands/gate.ts"),
  deploy: () => import("./commands/deploy.ts"),
  people: () => import("./commands/people.ts"),
  keys: () => import("./commands/keys.ts"),
  qualify: () => import("./commands/qualify.ts"),
  policy: () => import("./commands/policy.ts"),
  controls: () => import("./commands/controls.ts"),
  simulate: () => import("./commands/simulate.ts"),
  blueprint: () => import("./commands/blueprint.ts"),
  risk: () => import("./commands/risk.ts"),
  phase: () => import("./commands/phase.ts"),
  adr: () => import("./commands/adr.ts"),
  tools: () => import("./commands/tools.ts"),
  brief: () => import("./commands/brief.ts"),
  mcp: () => import("./commands/mcp.ts"),
  ledger: () => import("./commands/ledger.ts"),
  verify: () => import("./commands/verify.ts"),
  doctor: () => import("./commands/doctor.ts"),
  completion: () => import("./commands/completion.ts"),
} as const satisfies Record<string, () => Promise<Readonly<Record<string, unknown>>>>;

/** Name of the export that carries out a command: `allowedSigners` for `keys allowed-signers`. */
export function exportOf(name: string): string {
  return (name.split(" ").at(-1) ?? name).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

export async function load(name: string): Promise<Run> {
  const first = name.split(" ")[0] as keyof typeof loaders;
  const module: Readonly<Record<string, unknown>> = await loaders[first]();
  const run = module[exportOf(name)];
  if (typeof run !== "function") throw new TypeError(`commands/${first}.ts does not carry out ${name}`);
  return run as Run;
}
