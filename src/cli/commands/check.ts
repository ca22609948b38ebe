import { check as checkRange, type Organisation } from "../../workflow/check.ts";
import type { PolicySource } from "../../workflow/policy-source.ts";
import type { Workplace } from "../../workflow/workplace.ts";
import { checkPage } from "../check-page.ts";
import { type Call, environmentOf, type Run } from "../command.ts";
import { declaredOf } from "../declared.ts";
import { readInputFile, readReports } from "../input.ts";
import { during } from "../progress.ts";
import type { ExitCode } from "../table.ts";
import { withWorkplaceIfAny } from "../workplace.ts";

/** What each verdict means for a pipeline. */
export const exitOf: Readonly<Record<"allow" | "wait" | "deny", ExitCode>> = { allow: 0, deny: 1, wait: 3 };

export const check: Run = async (call) => {
  const { values, io, settings } = call;
  const evidence = await readReports(values.list("evidence"), io);
  const policy = await policyOf(call);
  // What is recorded of the project is asked for while the change is judged, once it is known whose repository it is.
  const report = await withWorkplaceIfAny(call, async (workplace) => {
    const organisation = await organisationIn(workplace);
    return await during(
      call,
      "Reading who wrote the change",
      checkRange({
        repository: settings.repo,
        base: values.text("base"),
        head: values.text("head"),
        environment: environmentOf(values),
        evidence,
        policy,
        requirement: values.text("requirement"),
        declared: declaredOf(values),
        organisation,
        now: io.clock(),
      }),
    );
  });
  return { json: report, page: checkPage(report), exit: exitOf[report.verdict.verdict] };
};

async function policyOf({ values, io }: Call): Promise<PolicySource | undefined> {
  const file = values.text("policy");
  return file === undefined ? undefined : { text: (await readInputFile(file, io)).toString("utf8"), file, rules: new Map() };
}

// Where nothing was founded the store is never loaded: that is most of the time that a check of a small change takes.
async function organisationIn(workplace: Workplace | null): Promise<Organisation | null> {
  if (workplace === null) return null;
  const { organisationOf } = await import("../../workflow/organisation-of.ts");
  return await organisationOf(workplace);
}
