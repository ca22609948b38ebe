import { inbox } from "../../reading/index.ts";
import { personOf } from "../caller.ts";
import { route } from "../route.ts";
import { inbox as inboxShape } from "../shapes/inbox.ts";

export const inboxRead = route({
  id: "inbox.read",
  method: "GET",
  path: "/api/inbox",
  summary: "Whose turn it is, worked out for the signed-in person by the gate's own evaluator; with reviews a person, since attention is what runs out.",
  access: { who: "reader" },
  answer: inboxShape,
  async handle({ workplace }, { caller }) {
    const mine = await inbox(workplace, personOf(caller).person.id);
    return { ...mine, turns: mine.needsMyDecision.length + mine.escalatedToMe.length + mine.returnedToMe.length + mine.asks.length };
  },
});
