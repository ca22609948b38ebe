import { agentOf } from "./agents.ts";

/** How a commit says which tools wrote in it: as platforms show it, or as the Linux kernel asks for it (`Documentation/process/coding-assistants.rst`). */
export const grammars = ["co-authored-by", "assisted-by"] as const;
export type Grammar = (typeof grammars)[number];

/** A tool whose lines a commit adds. */
export interface Writer {
  readonly tool: string;
  readonly model: string | null;
}

export interface Trailer {
  readonly key: "Co-authored-by" | "Assisted-by";
  readonly value: string;
}

/** What git keeps of a message: no comments, and nothing below the scissors of `git commit --verbose`. */
export function spoken(message: string, comment: string): string {
  const lines = message.split(/\r?\n/);
  const cut = lines.findIndex((line) => line.startsWith(`${comment} ------------------------ >8`));
  return lines
    .slice(0, cut === -1 ? lines.length : cut)
    .filter((line) => !line.startsWith(comment))
    .join("\n")
    .trim();
}

/** The trailers that a message lacks, one for each tool, in the order of the tools' names. A tool that the message names already, however it spells it, is not named again; what the message says is never changed. */
export function missingTrailers(message: string, writers: readonly Writer[], grammar: Grammar): Trailer[] {
  const wanted = [...Map.groupBy(writers, ({ tool }) => tool)].sort(([one], [other]) => (one < other ? -1 : 1));
  const lines = message.toLowerCase().split(/\r?\n/);
  return wanted.flatMap(([tool, those]) => {
    const models = [...new Set(those.flatMap(({ model }) => model ?? []))];
    const trailer = trailerOf(tool, models.length === 1 ? (models[0] ?? null) : null, grammar);
    return lines.some((line) => names(line, tool, trailer)) ? [] : [trailer];
  });
}

// Two models of one tool make no single version; then the tool stands alone.
function trailerOf(tool: string, model: string | null, grammar: Grammar): Trailer {
  const agent = agentOf(tool);
  if (grammar === "co-authored-by" && agent !== null) return { key: "Co-authored-by", value: agent.coAuthor };
  const assistant = clean(agent?.assistant ?? tool);
  const version = model === null || model === "unknown" || model === "default" ? "" : `:${clean(model.slice(model.lastIndexOf("/") + 1))}`;
  return { key: "Assisted-by", value: `${assistant}${version}` };
}

// Whoever made a trace chose both names, and a line break would make another trailer of them.
function clean(text: string): string {
  return text
    .replace(/[\p{Cc}<>:]/gu, " ")
    .trim()
    .slice(0, 100);
}

function names(line: string, tool: string, { key, value }: Trailer): boolean {
  if (!line.startsWith(`${key.toLowerCase()}:`)) return false;
  const said = line.slice(key.length + 1).trim();
  const address = /<[^<>]+>$/.exec(value.toLowerCase())?.[0];
  if (address !== undefined) return said.endsWith(address);
  const assistant = (agentOf(tool)?.assistant ?? tool).toLowerCase();
  return said === assistant || said.startsWith(`${assistant}:`);
}
