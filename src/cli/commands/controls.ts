import { type FrameworkId, frameworkIds } from "../../blueprint/index.ts";
import { Failure } from "../../model/failure.ts";
import { didYouMean } from "../../policy/index.ts";
import { type FrameworkPage, frameworkPage } from "../../reading/index.ts";
import { plural } from "../change-page.ts";
import type { Call, Run } from "../command.ts";
import { blank, faint, heading, line, type Page, strong, table, under } from "../page.ts";
import { withWorkplace } from "../workplace.ts";

/** Policy → process → control → evidence, computed from the settings and records that exist (R37, R39, R103). */
export const controls: Run = async (call) => {
  const framework = frameworkOf(call);
  const found = await withWorkplace(call, (workplace) => frameworkPage(workplace, { project: call.values.text("project") ?? null, framework }));
  return {
    json: found,
    page: [...(framework === undefined ? coverageLines(found) : controlLines(found)), ...riskLines(found), blank, line(faint(`${found.limit} Last looked at ${found.mapped}.`))],
  };
};

function frameworkOf({ values }: Call): FrameworkId | undefined {
  const named = values.text("framework");
  if (named === undefined) return undefined;
  const found = frameworkIds.find((id) => id === named);
  if (found !== undefined) return found;
  throw new Failure("bad-usage", `No framework is called ${named}.`, { hint: didYouMean(named, frameworkIds) || `There are ${frameworkIds.join(", ")}.` });
}

function coverageLines({ frameworks }: FrameworkPage): Page {
  const rows = frameworks.map(({ framework, title, coverage }) => [
    framework,
    title,
    String(coverage.controls),
    String(coverage.evidenced),
    String(coverage.partly),
    String(coverage.waiting),
    String(coverage.gap),
  ]);
  return [line(strong("How far evidence reaches, counted from settings and records")), ...table(["id", "framework", "controls", "whole", "part", "no records", "gaps"], rows, "")];
}

const marks = { evidenced: "✓", partly: "±", waiting: "·", gap: "✗" } as const;

function controlLines({ frameworks, risks }: FrameworkPage): Page {
  return frameworks.flatMap(({ title, version, note, controls: all, coverage }) => [
    line(strong(`${title}, ${version}: evidence of every kind for ${coverage.evidenced} of ${plural(coverage.controls, "control")}, ${plural(coverage.gap, "gap")}`)),
    ...(note === null ? [] : [line(note)]),
    ...all.flatMap(({ id, paraphrase, state, links, risks: tied }) => [
      under(2, `${marks[state]} `, strong(id), ` ${paraphrase}`),
      ...links.map(({ name, process, records }) => under(6, process === null ? `${name}: nothing makes such records yet` : `${name}: ${records === 0 ? "none yet" : records}`)),
      ...(risks === null ? [] : [under(6, tied.length === 0 ? "No risk names what it rests on: is it needed?" : `Risks: ${tied.join(", ")}`)]),
    ]),
  ]);
}

function riskLines({ risks, unread, project }: FrameworkPage): Page {
  if (risks === null) return [blank, line(`Risks: ${unread ?? "no register was read."}`)];
  const open = risks.controls.filter((each) => each.risks.length === 0).map(({ control }) => control);
  const rows = risks.register.map(({ id, title, inherent, residual, overdue }) => [
    id,
    title,
    inherent === null ? "not rated" : `${inherent.score} ${inherent.level}`,
    residual === null ? "nobody has said" : `${residual.score} ${residual.level}`,
    overdue ? "review overdue" : "",
  ]);
  return [
    blank,
    heading(`What is left of the risks of ${project}`),
    ...table(["risk", "title", "before", "left", ""], rows, "The register holds no risk that applies."),
    line(
      open.length === 0
        ? "Every control of the policy is tied to a risk."
        : `No risk asks for ${open.join(", ")}: tie ${open.length === 1 ? "it" : "each"} to a risk, or take it away.`,
    ),
  ];
}
