import { type Ask, inbox as readInbox, type Turn } from "../../reading/index.ts";
import { originPieces, plural } from "../change-page.ts";
import { type Call, next, type Run } from "../command.ts";
import { blank, command, faint, heading, type Line, line, type Page, strong, under } from "../page.ts";
import { exact, relative } from "../time.ts";
import { actor, withWorkplace } from "../workplace.ts";

const sections = [
  ["needsMyDecision", "Needs my decision"],
  ["escalatedToMe", "Escalated to me"],
  ["returnedToMe", "Returned to me"],
  ["waitingOnOthers", "Waiting on others"],
  ["done", "Done"],
] as const;

export const inbox: Run = async (call) => {
  const by = await actor(call);
  const turns = await withWorkplace(call, (workplace) => readInbox(workplace, by));
  const now = call.io.clock();
  const { asks } = turns;
  const mine = turns.needsMyDecision.length + turns.escalatedToMe.length + turns.returnedToMe.length + asks.length;
  const waiting = mine === 0 ? "Nothing waits for you." : `${plural(mine, asks.length === 0 ? "change" : "thing")} ${mine === 1 ? "waits" : "wait"} for you.`;
  const asked = asks.length === 0 ? [] : [blank, heading(`Asked of me (${asks.length})`), ...asks.flatMap((ask) => askPage(call, ask, now))];
  const pagesOf = (shown: readonly (typeof sections)[number][]): Page =>
    shown.flatMap(([name, title]) =>
      turns[name].length === 0
        ? []
        : [
            blank,
            heading(`${title} (${turns[name].length})`),
            ...turns[name].flatMap((turn) => [...turnPage(turn, now), ...(name === "needsMyDecision" || name === "escalatedToMe" ? [decideLine(call, turn)] : [])]),
          ],
    );
  return { json: turns, page: [line(strong(waiting)), ...pagesOf(sections.slice(0, 3)), ...asked, ...pagesOf(sections.slice(3))] };
};

function decideLine(call: Call, { change, environment }: Turn): Line {
  return { ...command(next(call, `decide ${change.id} approve${environment === null ? "" : ` --environment ${environment}`}`)), indent: 4 };
}

/** How it is done in a terminal, in the project's repository; what is answered on a page alone has none. */
const commandsOf: { readonly [kind in Ask["kind"]]?: (ask: Pick<Ask, "about">) => string } = {
  signature: ({ about }) => `blueprint sign ${about}`,
  acknowledgement: ({ about }) => `blueprint acknowledge ${about}`,
  closing: () => "blueprint close",
  phase: ({ about }) => `phase advance ${about}`,
  checkpoint: ({ about }) => `plan effort ${about} MINUTES`,
  "tool-review": ({ about }) => `tools review ${about}`,
  reversal: ({ about }) => `reversal stated ${about} CONSTRAINT`,
};

function askPage(call: Call, ask: Ask, now: number): Page {
  const { kind, title, why, until } = ask;
  const due = until === null ? "" : ` Due ${relative(until, now)} (${exact(until)}).`;
  const words = commandsOf[kind]?.(ask);
  return [under(2, strong(title)), under(4, faint(`${why}${due}`)), ...(words === undefined ? [] : [{ ...command(next(call, words)), indent: 4 }])];
}

function turnPage({ change, why, since, until, missing }: Turn, now: number): Page {
  const due = until === null ? "" : `, due ${relative(until, now)} (${exact(until)})`;
  return [
    under(2, strong(change.title || "(no title)"), ` ${change.id} — ${change.project}, ${change.tier}`),
    under(4, missing === "" ? why : missing),
    under(4, faint(`${why === missing ? "" : `${why} `}Since ${relative(since, now)}${due}. Written by `), ...originPieces(change.origin)),
  ];
}
