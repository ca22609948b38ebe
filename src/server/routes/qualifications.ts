import { z } from "zod";
import { listQualifications } from "../../reading/index.ts";
import { qualify, revokeQualification } from "../../workflow/index.ts";
import { personOf } from "../caller.ts";
import { route } from "../route.ts";
import { list } from "../shapes/list.ts";
import { qualificationLine } from "../shapes/people.ts";

const word = z.string().min(1).max(200);

export const qualificationsList = route({
  id: "qualifications.list",
  method: "GET",
  path: "/api/qualifications",
  summary: "The registry of qualifications: who may judge what, on which basis, by whose word, until when.",
  access: { who: "reader" },
  answer: z.strictObject({ items: list(qualificationLine) }),
  async handle({ workplace }) {
    return { items: await listQualifications(workplace) };
  },
});

export const qualificationsGrant = route({
  id: "qualifications.grant",
  method: "POST",
  path: "/api/qualifications",
  summary: "Records that a person is fit to judge a domain. The policy says who may, and for how long at most; nobody grants one to themselves.",
  access: { who: "actor" },
  proof: true,
  status: 201,
  body: z.strictObject({ person: word, domain: word, basis: z.string().min(1).max(2_000), until: z.iso.date().optional() }),
  answer: qualificationLine,
  async handle({ workplace }, { body: { until, ...grant }, caller }) {
    const { id } = await qualify(workplace, personOf(caller).person.id, { ...grant, ...(until === undefined ? {} : { until }) });
    const granted = (await listQualifications(workplace)).find((line) => line.id === id);
    if (granted === undefined) throw new TypeError(`the qualification ${id} was granted and is not listed`);
    return granted;
  },
});

export const qualificationsRevoke = route({
  id: "qualifications.revoke",
  method: "POST",
  path: "/api/qualifications/{qualification}/revocation",
  summary: "Ends a qualification now.",
  access: { who: "actor", roles: ["administrator", "engineering-lead"] },
  proof: true,
  params: z.strictObject({ qualification: word }),
  status: 204,
  answer: z.strictObject({}),
  async handle({ workplace }, { params, caller }) {
    await revokeQualification(workplace, personOf(caller).person.id, params.qualification);
    return {};
  },
});
