import { z } from "zod";
import { visible } from "../../git/index.ts";
import { Failure } from "../../model/failure.ts";
import { pathField, treePath } from "../fields.ts";
import { requireScope } from "../organisation.ts";
import { tool } from "../tool.ts";

const line = z.int().min(1).max(1_000_000);
const name = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, "a name such as claude-code");

export const recordProvenance = tool({
  name: "record_provenance",
  title: "Record provenance",
  description:
    "Say which lines of files in the work tree you wrote, right after you wrote them. It stays on this machine until they are committed; then the commit's note says so.",
  input: z.strictObject({
    tool: name.describe("Yourself, such as claude-code"),
    model: z.string().min(1).max(200).optional(),
    session: z.string().min(1).max(200).optional(),
    files: z
      .array(
        z.strictObject({
          path: pathField,
          lines: z
            .array(z.strictObject({ start: line, end: line }))
            .min(1)
            .max(500),
        }),
      )
      .min(1)
      .max(100),
  }),
  output: z.strictObject({ recorded: z.array(z.strictObject({ path: z.string(), lines: z.int() })), skipped: z.array(z.strictObject({ path: z.string(), why: z.string() })) }),
  async handle(house, { tool: by, model, session, files }) {
    requireScope(house, "propose");
    if (house.checkout === null)
      throw new Failure("unsupported", "Which lines are whose is recorded where the files are, and this server does not see your work tree.", {
        hint: "Run `countersign mcp` on your machine, or name your tool in request_review.",
      });
    const { recorded, skipped, findings } = await house.checkout.record(Buffer.from(JSON.stringify(traceOf({ by, model, session, files }, house.clock()))));
    const left = skipped.map(({ path, why }) => ({ path: visible(path), why: visible(why) }));
    return {
      data: { recorded: recorded.map(({ path, lines }) => ({ path, lines })), skipped: left },
      says: [
        ...recorded.map(({ path, lines }) => `${path}: ${lines === 1 ? "1 line is" : `${lines} lines are`} recorded as ${by}'s. [ai.disclosure]`),
        ...left.map(({ path, why }) => `${path}: nothing is recorded, because ${why}.`),
        ...findings.map(visible),
      ],
      next:
        recorded.length === 0 ? "Mend the paths and lines, and call it again." : "Commit with the trailer that get_rules asks for; `countersign record commit` writes the note.",
    };
  },
});

interface Said {
  readonly by: string;
  readonly model: string | undefined;
  readonly session: string | undefined;
  readonly files: readonly { readonly path: string; readonly lines: readonly { readonly start: number; readonly end: number }[] }[];
}

/** An Agent Trace record. */
function traceOf({ by, model, session, files }: Said, now: number) {
  const contributor = { type: "ai", ...(model === undefined ? {} : { model_id: model }) };
  return {
    version: "0.1.0",
    ...(session === undefined ? {} : { id: session }),
    timestamp: new Date(now).toISOString(),
    tool: { name: by },
    files: files.map(({ path, lines }) => ({
      path: treePath(path),
      conversations: [{ contributor, ranges: lines.map(({ start, end }) => ({ start_line: start, end_line: end })) }],
    })),
  };
}
