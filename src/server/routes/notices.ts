import { z } from "zod";
import { personOf } from "../caller.ts";
import { readWishes, wishes } from "../notices/wishes.ts";
import { route } from "../route.ts";

const answer = z.strictObject({
  wishes,
  /** Where mail goes; null when no mail is sent from here. */
  address: z.string().nullable(),
});

export const noticesRead = route({
  id: "me.notices",
  method: "GET",
  path: "/api/me/notices",
  summary: "What the signed-in person is told by mail.",
  access: { who: "self" },
  answer,
  async handle({ state, settings }, { caller }) {
    const { person } = personOf(caller);
    return { wishes: readWishes(await state.preferences.notices(person.id)), address: settings.smtp === null ? null : (person.emails[0] ?? null) };
  },
});

export const noticesSave = route({
  id: "me.saveNotices",
  method: "PUT",
  path: "/api/me/notices",
  summary: "Chooses what the signed-in person is told by mail.",
  access: { who: "self" },
  body: wishes,
  answer: z.strictObject({}),
  async handle({ state }, { caller, body }) {
    await state.preferences.setNotices(personOf(caller).person.id, JSON.stringify(body));
    return {};
  },
});
