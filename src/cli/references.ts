import { writeFile } from "node:fs/promises";
import type { Looked } from "../checks/references/index.ts";
import type { Reference } from "../model/evidence.ts";
import { Failure } from "../model/failure.ts";
import { plural } from "./change-page.ts";
import type { Values } from "./command.ts";
import { command, faint, line, type Page, strong, under } from "./page.ts";

/** The registries that may be asked. Only a person names them: one that the change could name would be the adversary's. */
export function registriesOf(values: Values): { npm: string | null; pypi: string | null } | null {
  const [npm, pypi] = [registryOf(values, "npm-registry"), registryOf(values, "pypi-registry")];
  return npm === null && pypi === null ? null : { npm, pypi };
}

function registryOf(values: Values, name: string): string | null {
  const text = values.text(name);
  if (text === undefined) return null;
  const url = URL.parse(text);
  if (url?.protocol === "https:" || url?.protocol === "http:") return url.href;
  throw new Failure("bad-usage", `--${name} is no address of a registry.`, { hint: "Write it whole, such as https://registry.npmjs.org/." });
}

export async function writeLog(file: string, log: object): Promise<void> {
  try {
    await writeFile(file, `${JSON.stringify(log, null, 2)}\n`);
  } catch (cause) {
    throw new Failure("bad-input", `The log cannot be written to ${file}.`, { hint: "Name a file in a folder that is there and that you may write to.", cause });
  }
}

export function referencesPage({ looked, references, notChecked }: Looked, out: string | undefined): Page {
  const of = (wanted: string) => references.filter(({ verdict }) => verdict === wanted);
  const [contradicted, unverifiable] = [of("contradicted"), of("unverifiable")];
  const names = `${of("verified").length} of ${plural(references.length, "name")} verified`;
  return [
    line(strong(contradicted.length === 0 ? "Nothing is invented in what was looked at." : `${plural(contradicted.length, "name")} of what does not exist.`)),
    ...contradicted.map((each) => under(2, `${each.path}:${each.line} ${each.name} `, faint(each.why))),
    under(2, `${names}, ${unverifiable.length} could not be told, in ${plural(looked.length, "file")}.`),
    ...reasons(unverifiable),
    ...(notChecked.length === 0 ? [] : [line(strong(`${plural(notChecked.length, "file")} not looked at, so this is no clean bill:`))]),
    ...notChecked.map(({ path, why }) => under(2, `${path} `, faint(why))),
    ...(out === undefined ? [] : [command(`countersign check --evidence ${out}`)]),
  ];
}

const mostReasons = 10;

// Many names cannot be told for one reason: it is said once, with the first that it is about.
function reasons(unverifiable: readonly Reference[]): Page {
  const shown = [...Map.groupBy(unverifiable, ({ why }) => why)].sort(([, a], [, b]) => b.length - a.length).slice(0, mostReasons);
  return shown.map(([why, all]) => under(4, `${placesOf(all)} `, faint(why)));
}

function placesOf(all: readonly Reference[]): string {
  const places = all.slice(0, mostPlaces).map(({ name, path, line: at }) => `${name} (${path}:${at})`);
  return all.length > places.length ? `${places.join(", ")} and ${all.length - places.length} more:` : `${places.join(", ")}:`;
}

const mostPlaces = 3;
