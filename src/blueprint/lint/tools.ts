import { didYouMean, placeIn } from "../../policy/index.ts";
import type { BlueprintContext, BlueprintFiles } from "../blueprint.ts";
import type { LoadedFile } from "../read.ts";
import type { DecisionRecord } from "../records/record.ts";
import { type Found, found } from "./found.ts";
import { recordsOf } from "./sprint.ts";

/** The register of AI tools, the records that decide about them, and what the AI policy says of both (R53). */
export function toolFindings(files: BlueprintFiles, context: BlueprintContext): Found[] {
  const { "ai-policy": ai } = files;
  return [...recordFindings(files, context), ...(ai === null ? [] : [...describedFindings(ai, context), ...classFindings(ai, context)])];
}

const standing: readonly (DecisionRecord["status"] | undefined)[] = ["proposed", "accepted"];

function recordFindings({ blueprint, decisions }: BlueprintFiles, { policy, policyFiles = [] }: BlueprintContext): Found[] {
  const tools = policy.ai.tools.map(({ tool }) => tool);
  const constraints = policy.constraints.map(({ id }) => id);
  const held = decisions.filter(({ status }) => standing.includes(status));
  const deciding = blueprint === null ? held : recordsOf(blueprint.file, held, "ai-tooling");
  const decided = new Set(deciding.flatMap((record) => record.tools));
  const undecided = tools
    .filter((tool) => !decided.has(tool))
    .map((tool) =>
      found(
        "tool-without-record",
        `No decision record of AI tools names \`${tool}\`.`,
        "Name it in the record that admits it, or take it out of the register.",
        placeIn(policyFiles, `ai.tools.${tool}`),
      ),
    );
  const unknown = held.flatMap((record) => [
    ...namedNowhere(record.tools, tools).map((tool) =>
      ofRecord(record, "record-tool-unknown", `names the AI tool \`${tool}\`, which the policy does not register`, didYouMean(tool, tools, "Register it under `ai.tools`.")),
    ),
    ...namedNowhere(record.constraints, constraints).map((id) =>
      ofRecord(record, "record-constraint-unknown", `sets the constraint \`${id}\`, which the policy does not have`, didYouMean(id, constraints, "Add it under `constraints`.")),
    ),
  ]);
  return [...undecided, ...unknown];
}

function namedNowhere(names: readonly string[], known: readonly string[]): string[] {
  return names.filter((one) => !known.includes(one));
}

function ofRecord({ file, title }: DecisionRecord, code: Found["code"], says: string, hint: string): Found {
  return found(code, `“${title}” ${says}.`, hint, { file });
}

function describedFindings(ai: LoadedFile<"ai-policy">, { policy }: BlueprintContext): Found[] {
  const registered = policy.ai.tools.map(({ tool }) => tool);
  const described = Object.keys(ai.file.tools ?? {});
  return [
    ...described
      .filter((tool) => !registered.includes(tool))
      .map((tool) =>
        found(
          "tool-unknown",
          `The AI policy describes \`${tool}\`, which the policy does not register.`,
          didYouMean(tool, registered, "Register it under `ai.tools` in policy.yaml."),
          ai.at(`tools.${tool}`),
        ),
      ),
    ...registered
      .filter((tool) => !described.includes(tool))
      .map((tool) =>
        found(
          "tool-undescribed",
          `The AI policy does not say whose \`${tool}\` is, with which account, and for what.`,
          `Add \`${tool}: { vendor, account, use }\` under \`tools\`.`,
          ai.at("tools"),
        ),
      ),
  ];
}

function classFindings(ai: LoadedFile<"ai-policy">, { policy, policyFiles = [] }: BlueprintContext): Found[] {
  const classes = ai.file["data-classes"];
  const known = classes.map((one) => one.class);
  const named = policy.ai.tools.flatMap(({ tool, data }) => data.map((name) => ({ tool, name, place: placeIn(policyFiles, `ai.tools.${tool}`) ?? ai.at("data-classes") })));
  return [
    ...named.flatMap(({ tool, name, place }) => {
      const one = classes.find((each) => each.class === name);
      if (one === undefined)
        return [
          found(
            "class-unknown",
            `\`${tool}\` may be sent data of the class \`${name}\`, which the AI policy does not know.`,
            didYouMean(name, known, "Add it under `data-classes`."),
            place,
          ),
        ];
      return one.send === "never"
        ? [found("class-never-sent", `\`${tool}\` may be sent data of the class \`${name}\`, which the AI policy says is never sent.`, "Change one of the two.", place)]
        : [];
    }),
    ...classes.flatMap(({ class: name, send }, at) =>
      send !== "named-tools" || named.some((one) => one.name === name)
        ? []
        : [
            found(
              "class-without-tool",
              `Data of the class \`${name}\` goes only to tools that name it, and none does.`,
              "Name it in a tool's conditions in policy.yaml, or say `never`.",
              ai.at(`data-classes[${at}].send`),
            ),
          ],
    ),
  ];
}
