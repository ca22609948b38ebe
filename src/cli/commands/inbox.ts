import { inbox as readInbox, type Turn } from "../../reading/index.ts";
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
  const mine = turns.needsMyDecision.length + turns.escalatedToMe.length + turns.returnedToMe.length;
  const waiting = mine === 0 ? "Nothing waits for you." : `${plural(mine, "change")} ${mine === 1 ? "waits" : "wait"} for you.`;
  const pages = sections.flatMap(([name, title]) =>
    turns[name].length === 0
      ? []
      : [
          blank,
          heading(`${title} (${turns[name].length})`),
          ...turns[name].flatMap((turn) => [...turnPage(turn, now), ...(name === "needsMyDecision" || name === "escalatedToMe" ? [decideLine(call, turn)] : [])]),
        ],
  );
  return { json: turns, page: [line(strong(waiting)), ...pages] };
};

function decideLine(call: Call, { change, environment }: Turn): Line {
  return { ...command(next(call, `decide ${change.id} approve${environment === null ? "" : ` --environment ${environment}`}`)), indent: 4 };
}

function turnPage({ change, why, since, until, missing }: Turn, now: number): Page {
  const due = until === null ? "" : `, due ${relative(until, now)} (${exact(until)})`;
  return [
    under(2, strong(change.title || "(no title)"), ` ${change.id} — ${change.project}, ${change.tier}`),
    under(4, missing === "" ? why : missing),
    under(4, faint(`${why === missing ? "" : `${why} `}Since ${relative(since, now)}${due}. Written by `), ...originPieces(change.origin)),
  ];
}
