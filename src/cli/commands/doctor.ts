import { Failure } from "../../model/failure.ts";
import type { Check } from "../../workflow/index.ts";
import { plural } from "../change-page.ts";
import { type Call, given, type Run } from "../command.ts";
import { line, type Page, strong, table, under } from "../page.ts";
import { during } from "../progress.ts";
import { shownValue } from "../settings.ts";
import { gitSetting, withWorkplace, withWorkplaceIfAny } from "../workplace.ts";

export const doctor: Run = async (call) => {
  if (call.values.flag("settings")) return await settingsAnswer(call);
  const { doctor: examine } = await import("../../workflow/index.ts");
  if (call.values.flag("rebuild-views")) await withWorkplace(call, (workplace) => during(call, "Folding the views from the ledger", workplace.store.rebuildViews()));
  const examined = await withWorkplaceIfAny(call, (workplace) => examine(workplace));
  const checks = [...examined.checks, await settingsCheck(call), ...(await variableChecks(call))];
  const bad = checks.filter(({ ok }) => !ok);
  const sentence = bad.length === 0 ? "Everything that was looked at is in order." : `${plural(bad.length, "thing")} ${bad.length === 1 ? "needs" : "need"} mending.`;
  return { json: { checks }, page: [line(strong(sentence)), ...checks.flatMap(checkLines)], exit: bad.length === 0 ? 0 : 1 };
};

/** Whether `serve` could start with what the variables and the file say. */
async function settingsCheck({ io, settings }: Call): Promise<Check> {
  const { readServerSettings } = await import("../../server/index.ts");
  try {
    readServerSettings({}, io.env, settings.file);
    return { name: "settings", ok: true, sentence: "The server could start with its settings.", mend: null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { name: "settings", ok: false, sentence: new Failure(error.code, error.message, given("place", error.place)).toString(), mend: error.hint || null };
  }
}

/** Worth a look and no fault: another program may read it. */
async function variableChecks({ io }: Call): Promise<Check[]> {
  const { unknownVariables } = await import("../unknown-variables.ts");
  return unknownVariables(io.env).map((sentence) => ({ name: "variables", ok: true, sentence, mend: null }));
}

function checkLines({ name, ok, sentence, mend }: { name: string; ok: boolean; sentence: string; mend: string | null }): Page {
  return [under(2, `${ok ? "✓" : "✗"} ${name}: ${sentence}`), ...(mend === null ? [] : [under(6, { paint: "next", text: mend })])];
}

interface Shown {
  readonly name: string;
  readonly value: string | null;
  readonly origin: string;
}

async function settingsAnswer(call: Call) {
  const settings = [...(await ofEveryCommand(call)), ...(await ofServer(call))];
  return {
    json: { settings },
    page: table(
      ["setting", "value", "from"],
      settings.map(({ name, value, origin }) => [name, value ?? "—", origin]),
      "",
    ),
  };
}

async function ofEveryCommand(call: Call): Promise<Shown[]> {
  const email = await gitSetting(call, "user.email");
  return call.settings.all.map((setting) => {
    const fromGit = setting.name === "person" && setting.value === null && email !== null;
    return { name: setting.name, value: fromGit ? email : shownValue(setting), origin: fromGit ? "git's user.email" : setting.origin };
  });
}

// As `serve` would find them without a flag.
async function ofServer({ io, settings }: Call): Promise<Shown[]> {
  const { findServerSettings, shownSetting } = await import("../../server/index.ts");
  return findServerSettings({}, io.env, settings.file).map((given) => ({ name: given.setting.name, value: shownSetting(given), origin: given.origin }));
}
