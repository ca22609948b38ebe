import { propose as proposeChange } from "../../workflow/index.ts";
import { originPieces, verdictPage } from "../change-page.ts";
import { next, type Run } from "../command.ts";
import { declaredOf } from "../declared.ts";
import { blank, command, labelled, line, strong } from "../page.ts";
import { during } from "../progress.ts";
import { actor, withWorkplace } from "../workplace.ts";

export const propose: Run = async (call) => {
  const { values, settings } = call;
  const by = await actor(call);
  const options = {
    repository: settings.repo,
    base: values.text("base"),
    head: values.text("head"),
    title: values.text("title"),
    requirement: values.text("requirement"),
    declared: declaredOf(values),
    sizeReason: values.text("size-reason"),
    change: values.text("change"),
  };
  const proposed = await withWorkplace(call, (workplace) => during(call, "Reading who wrote the change", proposeChange(workplace, by, options)));
  const { change, revision, index, again, report } = proposed;
  const where = `revision ${revision}, entry ${index} of the ledger`;
  return {
    json: proposed,
    page: [
      line(strong(again ? `This is ${change} already (${where}); nothing was recorded.` : `Put forward as ${change} (${where}).`)),
      ...labelled([
        ["Change", report.title],
        ["Tier", report.verdict.tier ?? "none"],
        ["Written by", ...originPieces(report.origin)],
      ]),
      blank,
      ...verdictPage(report.verdict),
      blank,
      line("Next: attach reports, then somebody who may judge it decides."),
      command(next(call, `evidence add FILE... --commit ${report.head}`)),
      command(next(call, `decide ${change} approve`)),
    ],
  };
};
