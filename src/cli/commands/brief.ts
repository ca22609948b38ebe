import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { type Brief, type BriefFile, compileBrief, requireUnedited, type Target, targets } from "../../brief/index.ts";
import { Failure } from "../../model/failure.ts";
import { type StandingFiles, standingFiles, writeFiles } from "../brief-files.ts";
import { workTreeSource } from "../brief-source.ts";
import type { Answer, Call, Run } from "../command.ts";
import { ownGitText } from "../own-git.ts";
import { blank, command, faint, line, type Page, strong, table, under } from "../page.ts";

export const brief: Run = async (call) => {
  const { values, settings } = call;
  const root = await ownGitText(settings.repo, "rev-parse", "--show-toplevel");
  if (!root) throw new Failure("not-a-repository", `${settings.repo} is in no work tree of git.`, { hint: "Name a folder of one with --repo, or run `git init` first." });
  const [source, standing] = await Promise.all([workTreeSource(call, root, values.text("policy")), standingFiles(root)]);
  const chosen = await targetsOf(call, root, standing);
  const made = compileBrief(source, standing, chosen);
  if (values.flag("check")) return checked(made, source.from);
  if (!values.flag("discard-edits")) requireUnedited(made);
  const due = made.files.filter(({ state }) => state !== "current");
  const dry = values.flag("dry-run");
  if (!dry) await writeFiles(root, due);
  return { json: jsonOf(made, source.from, dry ? [] : due), page: writtenPage(made, source.from, dry) };
};

/** Those that are named; else AGENTS.md and CLAUDE.md, and what the repository has files of already. */
async function targetsOf({ values }: Call, root: string, { files, folders }: StandingFiles): Promise<readonly Target[]> {
  const named = values.list("target");
  if (named.length > 0) return targets.filter((target) => named.includes(target));
  const there: { readonly [target in Target]: boolean } = {
    agents: true,
    claude: true,
    copilot: files.has(".github/copilot-instructions.md") || folders.has(".github/instructions"),
    cursor: folders.has(".cursor") || (await isThere(root, ".cursorrules")),
    gemini: files.has("GEMINI.md"),
    zed: files.has(".rules"),
  };
  return targets.filter((target) => there[target]);
}

async function isThere(root: string, path: string): Promise<boolean> {
  return await lstat(join(root, path)).then(
    () => true,
    () => false,
  );
}

function jsonOf({ files, warnings }: Brief, from: string, written: readonly BriefFile[]) {
  const shown = files.map(({ path, state, lines, bytes, cut, changed }) => ({ path, state, lines, bytes, cut, changed }));
  return { policy: from, files: shown, written: written.map(({ path }) => path), warnings };
}

function checked(made: Brief, from: string): Answer {
  const stale = made.files.filter(({ state }) => state !== "current");
  const json = jsonOf(made, from, []);
  if (stale.length === 0) return { json, page: [line(strong("The rules for agents are what the policy says.")), ...pageOfWarnings(made)] };
  const page: Page = [
    line(strong(`The rules for agents are not what the policy says: ${stale.length === 1 ? "one file is" : `${stale.length} files are`} stale.`)),
    ...stale.flatMap(staleLines),
    ...pageOfWarnings(made),
    blank,
    line(faint(`Compared with ${from}.`)),
    command("countersign brief"),
  ];
  return { json, page, exit: 1 };
}

const stateWords: { readonly [state in BriefFile["state"]]: string } = {
  current: "is current",
  missing: "is not there",
  stale: "is stale",
  obsolete: "holds rules that nothing asks for any more",
  edited: "was changed by hand between the markers",
};
const changeWords = { added: "is new", removed: "is gone", changed: "has changed", text: "has changed in its text only" } as const;
const mostNamed = 12;

function staleLines({ path, state, changed }: BriefFile): Page {
  const whole = state === "missing" || state === "obsolete";
  const named = whole ? [] : changed.slice(0, mostNamed).map(({ id, change }) => under(4, `${id} ${changeWords[change]}`));
  const more = whole || changed.length <= mostNamed ? [] : [under(4, `and ${changed.length - mostNamed} more`)];
  return [under(2, `${path} ${stateWords[state]}.`), ...named, ...more];
}

function writtenPage(made: Brief, from: string, dry: boolean): Page {
  const due = made.files.filter(({ state }) => state !== "current");
  const did = ({ state, after }: BriefFile) => (state === "current" ? "unchanged" : `${dry ? "would be " : ""}${after === null ? "removed" : "written"}`);
  return [
    line(strong(due.length === 0 ? "Every file says already what the policy says." : `Rules for agents ${dry ? "would be " : ""}compiled from ${from}.`)),
    ...table(
      ["File", "", "Lines", "Bytes"],
      made.files.map((file) => [file.path, did(file), String(file.lines), String(file.bytes)]),
      "No file.",
    ),
    ...pageOfWarnings(made),
    ...(due.length === 0 || dry ? [] : [blank, line("Commit them: a change to any of these files is judged in the security tier.")]),
  ];
}

function pageOfWarnings({ warnings }: Brief): Page {
  return warnings.length === 0 ? [] : [blank, ...warnings.map((warning) => under(2, warning))];
}
