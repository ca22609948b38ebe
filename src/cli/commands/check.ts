import { check as checkRange, type Organisation } from "../../workflow/check.ts";
import type { PolicySource } from "../../workflow/policy-source.ts";
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
  const organisation = await organisationOf(call);
  const report = await during(
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
  return { json: report, page: checkPage(report), exit: exitOf[report.verdict.verdict] };
};

async function policyOf({ values, io }: Call): Promise<PolicySource | undefined> {
  const file = values.text("policy");
  return file === undefined ? undefined : { text: (await readInputFile(file, io)).toString("utf8"), file, rules: new Map() };
}

// Where nothing was founded the store is never loaded: that is most of the time that a check of a small change takes.
async function organisationOf(call: Call): Promise<Organisation | null> {
  return await withWorkplaceIfAny(call, async (workplace) => {
    if (workplace === null) return null;
    const [{ readPeople }, { organisationSource }] = await Promise.all([import("../../workflow/case.ts"), import("../../workflow/policies.ts")]);
    const [people, state, policy] = await Promise.all([workplace.store.read.people(), readPeople(workplace), organisationSource(workplace)]);
    return { people, state, policy };
  });
}
