import { join } from "node:path";
import { prepareSample } from "../../workflow/sample.ts";
import { verdictPage } from "../change-page.ts";
import type { Run } from "../command.ts";
import { blank, command, faint, line, strong } from "../page.ts";
import { during } from "../progress.ts";

export const sample: Run = async (call) => {
  const { io, settings } = call;
  const folder = join(settings.data, "sample");
  const made = await during(call, "Making the sample", prepareSample({ folder, clock: io.clock, random: io.random, interactive: io.terminal.input }));
  // A variable stays set for the next command, a flag has to be written again.
  const data = call.values.text("data");
  const commands = made.commands.map((text) => (data === undefined ? text : `${text} --data ${data}`));
  return {
    json: { ...made, commands },
    page: [
      line(strong("This is a sample: "), `a small repository under governance, in ${made.folder}. Remove that folder and it is gone.`),
      blank,
      ...made.walk.map((sentence, at) => ({ indent: 2, hang: 5, pieces: [`${at + 1}. ${sentence}`], verbatim: false })),
      blank,
      ...verdictPage(made.verdict),
      ...(made.verdict.headline === made.missing ? [] : [line(made.missing)]),
      blank,
      line(commands.length === 1 ? "Ask the gate:" : "To give it, and then to ask the gate:"),
      ...commands.map(command),
      blank,
      line(faint("Every command takes --sample, such as `./countersign inbox --sample --as bo` and `./countersign ledger show --sample`.")),
    ],
  };
};
