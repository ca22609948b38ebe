// The face of the room: the server as the command line starts it, and what is generated from its operations.

export { administratorWithoutPasskey, joinLinkFor } from "./join-link.ts";
export { serverFiles } from "./reference.ts";
export { type Running, type ServerOptions, startServer } from "./server.ts";
export { findServerSettings, readServerSettings, serverSettings } from "./settings.ts";
export { type ServerSetting, shownSetting } from "./settings-given.ts";
