import { Failure } from "../model/failure.ts";
import { askText, terminalPrompt } from "./ask.ts";
import type { Call } from "./command.ts";

/** Whether a person sits there who can be asked. */
export function canAsk({ io }: Pick<Call, "io">): boolean {
  return io.terminal.input && io.terminal.errors;
}

/** With an agent or a key without passphrase nothing else would stop between reading and signing. Throws `Failure` (`refused`). */
export async function confirmSigning(call: Call, name: string): Promise<void> {
  if (!canAsk(call)) return;
  const prompt = terminalPrompt((page) => call.say(page));
  try {
    const answer = await askText(prompt, `Sign this as ${name}? yes or no`, "no");
    if (!/^y(?:es)?$/i.test(answer.trim())) throw new Failure("refused", "Nothing was signed and nothing was recorded.");
  } finally {
    prompt.close();
  }
}
