import type { Logger } from "pino";
import type { Maps } from "../map/index.ts";
import type { Workplace } from "../workflow/index.ts";
import type { Presence } from "./presence.ts";
import type { Settings } from "./settings.ts";
import type { State } from "./state/index.ts";

/** Everything that a handler works with. One per process. */
export interface Desk {
  readonly workplace: Workplace;
  /** Sessions, seen marks, notices: what is no fact and may be lost without harm to any proof. */
  readonly state: State;
  readonly settings: Settings;
  readonly presence: Presence;
  /** Who wrote every line of the projects' repositories, made in a thread of its own. */
  readonly maps: Maps;
  readonly log: Logger;
}
