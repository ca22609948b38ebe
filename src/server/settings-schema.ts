import { z } from "zod";
import { serverSettings } from "./settings.ts";
import { isSecret, type ServerSetting } from "./settings-given.ts";

// The message of each says what was expected; whoever reads the file makes a sentence of it.
const text = z.string({ error: "a text" }).min(1, { error: "a text" });
const port = "a whole number up to 65535";
const lateness = "a whole number of milliseconds from 1 to 99999";
const secretFile = text.describe("A file that holds it, relative to this one");

/** What `countersign.config.yaml` may say of the server. Each name is a setting's, with a dot for each level (`oidc.client-id`). */
export const serverFileShape = {
  port: z.int({ error: port }).min(0, { error: port }).max(65_535, { error: port }).optional().describe("The port; 0 takes a free one"),
  host: text.optional().describe("The address to listen on"),
  origin: text.optional().describe("The origin of the pages, such as https://countersign.example.com"),
  oidc: z
    .strictObject(
      {
        issuer: text.optional().describe("Issuer of the company's OpenID provider"),
        "client-id": text.optional().describe("Our client id there"),
        "client-secret": text.optional().describe("Our client secret there"),
        "client-secret-file": secretFile.optional(),
      },
      { error: "a group of settings" },
    )
    .optional(),
  smtp: z
    .strictObject(
      {
        url: text.optional().describe("Mail server for notices, smtp://user:password@host:port"),
        "url-file": secretFile.optional(),
        from: text.optional().describe("Sender of notices"),
      },
      { error: "a group of settings" },
    )
    .optional(),
  webhook: z
    .strictObject(
      {
        url: text.optional().describe("Where notices are posted"),
        secret: text.optional().describe("With what they are signed"),
        "secret-file": secretFile.optional(),
      },
      { error: "a group of settings" },
    )
    .optional(),
  "busy-after": z
    .int({ error: lateness })
    .min(1, { error: lateness })
    .max(99_999, { error: lateness })
    .optional()
    .describe("Milliseconds of lateness from which on uploads and heavy reading are put off"),
};

/** Names of the secrets that stand in the clear among the values of a file, by their dotted names. */
export function clearSecrets(values: ReadonlyMap<string, string>): readonly string[] {
  return Object.values<ServerSetting>(serverSettings).flatMap((setting) => {
    const value = values.get(setting.name);
    return value !== undefined && isSecret(setting, value) ? [setting.name] : [];
  });
}
