import { type Fitted, fitted, type Heading, type Room } from "./body.ts";
import type { BriefRule } from "./rule.ts";
import { folderRules, type PathGroup, pathGroups } from "./scope.ts";

export const targets = ["agents", "claude", "copilot", "cursor", "gemini", "zed"] as const;
export type Target = (typeof targets)[number];

/** One file of the brief before it meets what is there. */
export interface PlannedFile extends Fitted {
  readonly path: string;
  /** Front matter that is ours, with the empty line behind it; empty where the file has none. */
  readonly head: string;
  readonly target: Target;
}

/** Lines and bytes beyond which rules are left out. Codex reads 32 KiB of all files from the top down to where it works. */
const most: Room = { lines: 300, bytes: 32_768 };
/** Two pages. */
const twoPages: Room = { lines: 120, bytes: 8_192 };
/** What one file of path rules may take from what the others leave. */
const forPaths: Room = { lines: 80, bytes: 6_144 };
/** From here on a file has outgrown what is read with attention. */
export const manyLines = 150;

/** How much of a file is not ours. */
export type Outside = (path: string) => Room;

/** The files of the chosen targets with what stands in their blocks. `folders` are those of the repository. */
export function planned(rules: readonly BriefRule[], chosen: readonly Target[], folders: ReadonlySet<string>, outside: Outside): PlannedFile[] {
  const groups = pathGroups(rules);
  return targets.filter((target) => chosen.includes(target)).flatMap((target) => plans[target]({ rules, groups, folders, outside }));
}

interface Given {
  readonly rules: readonly BriefRule[];
  readonly groups: readonly PathGroup[];
  readonly folders: ReadonlySet<string>;
  readonly outside: Outside;
}

const plans: { readonly [target in Target]: (given: Given) => PlannedFile[] } = {
  agents: (given) => [whole("agents", "AGENTS.md", given), ...nested(given)],
  claude: ({ groups }) => [
    { target: "claude", path: "CLAUDE.md", head: "", text: "@AGENTS.md", cut: [] },
    ...groups.map((group) => ofPaths("claude", `.claude/rules/countersign-${group.name}.md`, front([`paths:`, ...group.paths.map((path) => `  - ${yaml(path)}`)]), group)),
  ],
  copilot: ({ groups, ...given }) => [
    whole("copilot", ".github/copilot-instructions.md", { ...given, groups }, { room: twoPages }),
    ...groups.map((group) => ofPaths("copilot", `.github/instructions/countersign-${group.name}.instructions.md`, front([`applyTo: ${yaml(group.paths.join(","))}`]), group)),
  ],
  cursor: ({ groups, ...given }) => [
    whole("cursor", ".cursor/rules/countersign.mdc", { ...given, groups }, { head: front(["description: Rules for AI agents", "globs:", "alwaysApply: true"]) }),
    ...groups.map((group) =>
      ofPaths(
        "cursor",
        `.cursor/rules/countersign-${group.name}.mdc`,
        front([`description: Rules for what is ${group.name}`, `globs: ${group.paths.join(",")}`, "alwaysApply: false"]),
        group,
      ),
    ),
  ],
  gemini: (given) => [whole("gemini", "GEMINI.md", given)],
  zed: (given) => [whole("zed", ".rules", given)],
};

const origin =
  "Compiled by `countersign brief` from the policy and the decision records. Between the markers nothing is kept that is changed by hand; outside of them everything is.";

function whole(target: Target, path: string, { rules, outside }: Given, { room = most, head = "" }: { readonly room?: Room; readonly head?: string } = {}): PlannedFile {
  const theirs = outside(path);
  const left = { lines: room.lines - theirs.lines - markers, bytes: room.bytes - theirs.bytes - Buffer.byteLength(head) - markerBytes };
  return { target, path, head, ...fitted(heading("Rules for AI agents", []), rules, left) };
}

/** The two markers with their digest. */
const markers = 2;
const markerBytes = 150;

function nested({ rules, folders }: Given): PlannedFile[] {
  const under = [...folderRules(rules, folders)];
  return under.map(([folder, own]) => ({
    target: "agents",
    path: `${folder}/AGENTS.md`,
    head: "",
    ...fitted(heading(`Rules for AI agents under \`${folder}/\``, ["They hold beside those of the `AGENTS.md` at the top."]), own, forPaths),
  }));
}

function ofPaths(target: Target, path: string, head: string, { name, rules }: PathGroup): PlannedFile {
  return { target, path, head, ...fitted(heading(`Rules for what is \`${name}\``, []), rules, forPaths) };
}

function heading(title: string, lines: readonly string[]): Heading {
  return { title, lines: [origin, ...lines] };
}

function front(lines: readonly string[]): string {
  return ["---", ...lines, "---", "", ""].join("\n");
}

// JSON is YAML.
function yaml(text: string): string {
  return JSON.stringify(text);
}

/** Whether a path is one that `brief` would write into for some policy: where a block may have been left that no rule asks for any more. */
export function mayHoldBrief(path: string): boolean {
  return /(?:^|\/)AGENTS\.md$/.test(path) || isOurs(path) || ["CLAUDE.md", "GEMINI.md", ".rules", ".github/copilot-instructions.md"].includes(path);
}

/** Whether the name of the file is ours, and with it its front matter. */
export function isOurs(path: string): boolean {
  return /^(?:\.claude\/rules\/countersign-[a-z0-9-]+\.md|\.github\/instructions\/countersign-[a-z0-9-]+\.instructions\.md|\.cursor\/rules\/countersign(?:-[a-z0-9-]+)?\.mdc)$/.test(
    path,
  );
}

/** The target that a path belongs to. */
export function targetOf(path: string): Target {
  if (path.startsWith(".github/")) return "copilot";
  if (path.startsWith(".cursor/")) return "cursor";
  if (path.startsWith(".claude/") || path === "CLAUDE.md") return "claude";
  return path === "GEMINI.md" ? "gemini" : path === ".rules" ? "zed" : "agents";
}
