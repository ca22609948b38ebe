import { didYouMean } from "../policy/nearest.ts";
import { serverSettings } from "../server/settings.ts";
import type { ServerSetting } from "../server/settings-given.ts";
import type { Io } from "./io.ts";
import { namesOf, settingNames } from "./settings.ts";

const prefix = "COUNTERSIGN_";

/** One sentence for each variable that looks like a setting and is none, with the one that was most likely meant. Never its value, which may be a secret. */
export function unknownVariables(env: Io["env"]): readonly string[] {
  const known = new Set(["COUNTERSIGN_CONFIG", ...settingNames.map((name) => namesOf(name).variable), ...Object.values<ServerSetting>(serverSettings).flatMap(variablesOf)]);
  const unknown = Object.keys(env).filter((name) => name.startsWith(prefix) && !known.has(name));
  return unknown.sort().map((name) => `The variable ${name} is no setting, and is ignored. ${didYouMean(name, known)}`.trimEnd());
}

function variablesOf({ variable, secret }: ServerSetting): readonly string[] {
  return secret === true ? [variable, `${variable}_FILE`] : [variable];
}
