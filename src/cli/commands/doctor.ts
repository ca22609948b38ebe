import { plural } from "../change-page.ts";
import type { Call, Run } from "../command.ts";
import { line, type Page, strong, table, under } from "../page.ts";
import { during } from "../progress.ts";
import { shownValue } from "../settings.ts";
import { gitSetting, withWorkplace, withWorkplaceIfAny } from "../workplace.ts";

export const doctor: Run = async (call) => {
  if (call.values.flag("settings")) return await settingsAnswer(call);
  const { doctor: examine } = await import("../../workflow/index.ts");
  if (call.values.flag("rebuild-views")) await withWorkplace(call, (workplace) => during(call, "Folding the views from the ledger", workplace.store.rebuildViews()));
  const { checks } = await withWorkplaceIfAny(call, (workplace) => examine(workplace));
  const bad = checks.filter(({ ok }) => !ok);
  const sentence = bad.length === 0 ? "Everything that was looked at is in order." : `${plural(bad.length, "thing")} ${bad.length === 1 ? "needs" : "need"} mending.`;
  return { json: { checks }, page: [line(strong(sentence)), ...checks.flatMap(checkLines)], exit: bad.length === 0 ? 0 : 1 };
};

function checkLines({ name, ok, sentence, mend }: { name: string; ok: boolean; sentence: string; mend: string | null }): Page {
  return [under(2, `${ok ? "✓" : "✗"} ${name}: ${sentence}`), ...(mend === null ? [] : [under(6, { paint: "next", text: mend })])];
}

async function settingsAnswer(call: Call) {
  const email = await gitSetting(call, "user.email");
  const shown = call.settings.all.map((setting) => {
    const fromGit = setting.name === "person" && setting.value === null && email !== null;
    return { name: setting.name, value: fromGit ? email : shownValue(setting), origin: fromGit ? "git's user.email" : setting.origin };
  });
  return {
    json: { settings: shown.map((setting) => ({ ...setting, value: setting.value === "—" ? null : setting.value })) },
    page: table(
      ["setting", "value", "from"],
      shown.map(({ name, value, origin }) => [name, value, origin]),
      "",
    ),
  };
}
