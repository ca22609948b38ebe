import { Failure } from "../model/failure.ts";
import type { Declared } from "../workflow/index.ts";
import type { Values } from "./command.ts";

/** What `--tool` and `--no-ai` declare; null when neither is there. Throws `Failure` (`bad-usage`) for both. */
export function declaredOf(values: Values): Declared {
  const tools = values.list("tool");
  if (values.flag("no-ai") && tools.length > 0) throw new Failure("bad-usage", "A change that used no AI tool names none.", { hint: "Leave out --no-ai or --tool." });
  if (values.flag("no-ai")) return "none";
  if (tools.length === 0) return null;
  return tools.map((text) => {
    const cut = text.indexOf(":");
    return cut < 0 ? { tool: text, model: null } : { tool: text.slice(0, cut), model: text.slice(cut + 1) || null };
  });
}
