import { deploy } from "../../workflow/index.ts";
import { type Call, next, type Run } from "../command.ts";
import { command, line, strong } from "../page.ts";
import { actor, refuseDataFromFile, withWorkplace } from "../workplace.ts";
import { subjectOf } from "./gate.ts";

type Stage = Parameters<typeof deploy>[2]["stage"];

const sentences: Readonly<Record<Stage, string>> = { started: "has started", succeeded: "succeeded", failed: "failed", "rolled-back": "was rolled back" };

export const start: Run = (call) => record(call, "started");
export const succeeded: Run = (call) => record(call, "succeeded");
export const failed: Run = (call) => record(call, "failed");
export const rolledBack: Run = (call) => record(call, "rolled-back");

async function record(call: Call, stage: Stage) {
  refuseDataFromFile(call);
  const { values } = call;
  const by = await actor(call);
  const environment = values.needed("environment");
  // An outcome belongs to the deployment that is under way; only a beginning has to say what is deployed.
  const subject = stage === "started" || values.text("commit") !== undefined ? subjectOf(call) : { change: values.text("change") };
  const options = { stage, environment, ...subject, artifact: values.text("artifact"), deployment: values.text("deployment"), note: values.text("note") };
  const recorded = await withWorkplace(call, (workplace) => deploy(workplace, by, options));
  const basis = recorded.verdict === null ? "It relies on no verdict." : `It relies on the verdict of entry ${recorded.verdict}.`;
  return {
    json: recorded,
    page: [
      line(strong(`The deployment ${recorded.deployment} to ${environment} ${sentences[stage]}: entry ${recorded.index} of the ledger.`)),
      line(recorded.violation === null ? basis : `${basis} A violation was recorded: ${recorded.violation}`),
      ...(stage === "started"
        ? [
            line("Next, one of:"),
            ...["succeeded", "failed", "rolled-back"].map((outcome) => command(next(call, `deploy ${outcome} --environment ${environment} --deployment ${recorded.deployment}`))),
          ]
        : []),
    ],
    // The deployment is on the log, and so is that it went around the gate.
    exit: recorded.violation === null ? (0 as const) : (1 as const),
  };
}
