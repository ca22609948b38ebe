import type { BlueprintFiles } from "../blueprint.ts";
import type { LoadedFile } from "../read.ts";
import { type Found, found } from "./found.ts";

/** Every phase has a checkpoint, a metric with its target, exit criteria and somebody who signs (R55). */
export function deliveryFindings({ delivery }: BlueprintFiles): Found[] {
  return delivery === null ? [] : delivery.file.phases.flatMap((_, at) => phaseFindings(delivery, at));
}

function phaseFindings(delivery: LoadedFile<"delivery">, at: number): Found[] {
  const phase = delivery.file.phases[at];
  if (phase === undefined) return [];
  const path = `phases[${at}]`;
  if (phase.checkpoints.length === 0)
    return [
      found(
        "phase-without-checkpoint",
        `The phase ${phase.title} has no checkpoint, so nothing ever judges it.`,
        "Give it one, with a metric and exit criteria.",
        delivery.at(`${path}.checkpoints`),
      ),
    ];
  const unmeasured = phase.checkpoints.every(({ metrics }) => metrics.length === 0);
  return [
    ...(unmeasured
      ? [
          found(
            "phase-without-metric",
            `The phase ${phase.title} has no metric.`,
            "Give a checkpoint at least one, with formula, source and target.",
            delivery.at(`${path}.checkpoints[0].metrics`),
          ),
        ]
      : []),
    ...phase.checkpoints.flatMap(({ title, exit, approver }, step) => {
      const checkpoint = `${path}.checkpoints[${step}]`;
      return [
        ...(exit.length === 0
          ? [
              found(
                "checkpoint-without-exit",
                `“${title}” has no exit criterion, so everything passes it.`,
                "Say under `exit` what must be true.",
                delivery.at(`${checkpoint}.exit`),
              ),
            ]
          : []),
        ...(approver === undefined ? [found("checkpoint-without-approver", `Nobody signs “${title}”.`, "Name a role under `approver`.", delivery.at(checkpoint))] : []),
      ];
    }),
  ];
}
