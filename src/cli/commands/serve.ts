import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { administratorWithoutPasskey, joinLinkFor, type Running, readServerSettings, startServer } from "../../server/index.ts";
import { prepareSample } from "../../workflow/sample.ts";
import type { Call, Run } from "../command.ts";
import { blank, faint, labelled, line, type Page, strong, verbatim } from "../page.ts";
import { during } from "../progress.ts";
import { unknownVariables } from "../unknown-variables.ts";
import { isFounded, refuseDataFromFile } from "../workplace.ts";

/** Where the built pages are, in a clone and in the package. */
const pages = fileURLToPath(new URL("../../../dist/web", import.meta.url));
/** Milliseconds in which a balancer sees that this server stops; a person who presses Control-C has none. */
const drain = 5_000;

export const serve: Run = async (call) => {
  const { io, values } = call;
  refuseDataFromFile(call);
  const given = { port: values.text("port"), host: values.text("host"), origin: values.text("origin") };
  const settings = readServerSettings(given, io.env, call.settings.file);
  const { folder, sample } = await placeOf(call);
  const running = await startServer({
    folder,
    clock: io.clock,
    random: io.random,
    settings: { ...settings, sample },
    pages,
    log: (text) => io.writeError(text),
    // Whoever sits in front of it watches the pages, not each request.
    logLevel: io.terminal.errors ? "warn" : "info",
  });
  warnOfVariables(call, running);
  // Nothing that is durable is lost, and what goes on after an unknown error would be guessed: whoever watches this process starts it anew.
  io.crashing((err) => running.desk.log.fatal({ err }, "a mistake of the program ended it"));
  // Before anything is said, since whoever reads it may answer with a signal.
  const stopAsked = io.stopAsked();
  const first = await firstLink(running);
  return {
    json: { origin: running.origin, port: running.port, data: folder, sample, join: first?.link ?? null },
    page: startPage(running.origin, folder, sample, first),
    goesOn: async () => {
      const signal = await stopAsked;
      await running.stop({ drain: signal === "SIGTERM" ? drain : 0 });
      return 0;
    },
  };
};

// Standard error is the log where no terminal is: there it stays one form.
function warnOfVariables({ io, say }: Call, { desk }: Running): void {
  for (const sentence of unknownVariables(io.env)) {
    if (io.terminal.errors) say([line(sentence)]);
    else desk.log.warn(sentence);
  }
}

/** The organisation's folder, or the sample's, which is made when nothing was founded here. */
async function placeOf(call: Call): Promise<{ readonly folder: string; readonly sample: boolean }> {
  const { io, settings } = call;
  if (!settings.sample && isFounded(settings.place)) return { folder: settings.place, sample: false };
  const folder = join(settings.data, "sample");
  if (!isFounded(folder)) await during(call, "Making the sample", prepareSample({ folder, clock: io.clock, random: io.random, interactive: false }));
  return { folder, sample: true };
}

interface First {
  readonly name: string;
  readonly link: string;
}

async function firstLink({ desk }: Running): Promise<First | null> {
  const person = await administratorWithoutPasskey(desk);
  return person === null ? null : { name: person.name, link: await joinLinkFor(desk, person) };
}

function startPage(origin: string, folder: string, sample: boolean, first: First | null): Page {
  const serves: Page = sample ? [line(strong("This is a sample: "), "a small organisation whose people are made up. `countersign init` founds your own.")] : [];
  const join: Page =
    first === null
      ? [line("Sign in with your passkey.")]
      : [
          line(`${first.name} has no passkey yet. Open this link to sign in as ${first.name}; it holds for a week and works once:`),
          verbatim(2, { paint: "next", text: first.link }),
        ];
  return [
    ...serves,
    ...labelled([
      ["Pages", origin],
      ["Data", folder],
    ]),
    blank,
    ...join,
    blank,
    line(faint("Control-C ends it.")),
  ];
}
