import { Agent, request } from "node:http";

export interface Ask {
  readonly url: string;
  readonly method?: "POST";
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/**
 * Asks at even distances whether or not what was asked before is answered, over kept connections, and returns the milliseconds of each answer, counted from the moment at which its question was due: what a
 * late sender waits counts as well. Throws when an answer is no success.
 */
export async function askEvenly(ask: Ask, perSecond: number, seconds: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true });
  try {
    const total = perSecond * seconds;
    const answers: Promise<number>[] = [];
    const began = performance.now();
    const due = (at: number) => began + (at * 1_000) / perSecond;
    while (answers.length < total) {
      while (answers.length < total && due(answers.length) <= performance.now()) answers.push(milliseconds(ask, agent, due(answers.length)));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return await Promise.all(answers);
  } finally {
    agent.destroy();
  }
}

function milliseconds({ url, method = "POST", headers = {}, body = "" }: Ask, agent: Agent, due: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: { ...headers, "content-length": Buffer.byteLength(body) }, agent }, (answer) => {
      answer.resume();
      answer.once("end", () => (answer.statusCode === 200 ? resolve(performance.now() - due) : reject(new Error(`An answer was ${answer.statusCode}.`))));
    });
    sent.once("error", reject);
    sent.end(body);
  });
}
