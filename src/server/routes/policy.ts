import { z } from "zod";
import { sha256 } from "../../model/canonical.ts";
import {
  policyGaps as assessGaps,
  diffVersions,
  draftSource,
  policyHistory as historyOf,
  lintText,
  policyInRepository,
  previewPolicy,
  readPolicy,
  simulate,
  policyText as textOf,
} from "../../reading/index.ts";
import { adopterRoles, prepareAdoption, recordAdoption } from "../../workflow/index.ts";
import { actorOf, personOf } from "../caller.ts";
import { Few } from "../few.ts";
import { route } from "../route.ts";
import { list } from "../shapes/list.ts";
import {
  adoptionLine,
  adoptionReceipt,
  policyDiff as diffShape,
  gapAssessment,
  policyDraft,
  policyPage,
  preparedAdoption,
  policyPreview as previewShape,
  repositoryPolicy,
  signedAdoption,
  simulation,
  textProblem,
  policyText as textShape,
} from "../shapes/policy.ts";
import { handOut, sentAssertion, signatureBy, takeBack } from "../signing.ts";

const project = z.string().min(1).max(200).optional();
const ofProject = z.strictObject({ project });
/** Rules are run for them one after the other, so whoever sends more keeps others waiting. */
const drafts = new Few(4, "policies of yours are looked at already");
const index = z.coerce.number().int().min(0);

export const policyRead = route({
  id: "policy.read",
  method: "GET",
  path: "/api/policy",
  summary: "The policy in force as people read it, of the organisation or of a project, with what the lint says.",
  access: { who: "reader", scope: "read" },
  query: ofProject,
  answer: policyPage,
  async handle({ workplace }, { query }) {
    return await readPolicy(workplace, query.project ?? null);
  },
});

export const policyHistory = route({
  id: "policy.history",
  method: "GET",
  path: "/api/policy/versions",
  summary: "Every version that was put in force: who, when, from which commit, signed with which key.",
  access: { who: "reader", scope: "read" },
  query: ofProject,
  answer: z.strictObject({ items: list(adoptionLine) }),
  async handle({ workplace }, { query }) {
    return { items: await historyOf(workplace, query.project ?? null) };
  },
});

export const policyText = route({
  id: "policy.text",
  method: "GET",
  path: "/api/policy/versions/{index}",
  summary: "The YAML of an adopted version with its signature, by the ledger index of its adoption.",
  access: { who: "reader", scope: "read" },
  params: z.strictObject({ index }),
  answer: textShape,
  async handle({ workplace }, { params }) {
    return await textOf(workplace, params.index);
  },
});

export const policyDiff = route({
  id: "policy.diff",
  method: "GET",
  path: "/api/policy/diff",
  summary: "What one adopted version tightens, loosens or changes against another; both by ledger index.",
  access: { who: "reader", scope: "read" },
  query: z.strictObject({ from: index, to: index }),
  answer: diffShape,
  async handle({ workplace }, { query }) {
    return await diffVersions(workplace, query.from, query.to);
  },
});

export const policyLint = route({
  id: "policy.lint",
  method: "POST",
  path: "/api/policy/lint",
  summary: "What is wrong with a policy text, with line and column. Records nothing.",
  heavy: true,
  access: { who: "reader", scope: "read" },
  body: policyDraft,
  answer: z.strictObject({ problems: list(textProblem) }),
  async handle({ workplace }, { body, caller }) {
    return await drafts.asOne(actorOf(caller), async () => ({ problems: await lintText(workplace, body.text, body.project ?? null, rulesOf(body)) }));
  },
});

export const policySimulate = route({
  id: "policy.simulate",
  method: "POST",
  path: "/api/policy/simulate",
  summary: "What would have happened to past changes under another policy. Records nothing.",
  heavy: true,
  access: { who: "reader" },
  body: policyDraft.extend({ since: z.iso.date().optional() }),
  answer: simulation,
  async handle({ workplace }, { body, caller }) {
    const since = body.since === undefined ? undefined : Date.parse(`${body.since}T00:00:00Z`);
    return await drafts.asOne(actorOf(caller), async () => await simulate(workplace, { policy: await draftSource(workplace, draftOf(body)), project: body.project, since }));
  },
});

export const policyGaps = route({
  id: "policy.gaps",
  method: "GET",
  path: "/api/policy/gaps",
  summary: "What the policy in force lacks against the AI-ready baseline, with whose it is and a day by which it should be closed.",
  access: { who: "reader", scope: "read" },
  query: ofProject,
  answer: gapAssessment,
  async handle({ workplace }, { query }) {
    return await assessGaps(workplace, query.project ?? null);
  },
});

type Sent = Pick<z.output<typeof policyDraft>, "text" | "project" | "rules">;

function rulesOf({ rules }: Pick<Sent, "rules">): ReadonlyMap<string, string> {
  return new Map((rules ?? []).map(({ path, text }) => [path, text]));
}

function draftOf({ text, project: of, rules }: Sent) {
  return { text, project: of ?? null, rules: rulesOf({ rules }) };
}

export const policyPreview = route({
  id: "policy.preview",
  method: "POST",
  path: "/api/policy/preview",
  summary: "What a text would be as a policy: what the lint says, what would refuse it, what it changes against what is in force, and what it would ask. Records nothing.",
  heavy: true,
  access: { who: "reader", scope: "read" },
  body: policyDraft,
  answer: previewShape,
  async handle({ workplace }, { body, caller }) {
    return await drafts.asOne(actorOf(caller), () => previewPolicy(workplace, draftOf(body)));
  },
});

export const policyFile = route({
  id: "policy.file",
  method: "GET",
  path: "/api/projects/{project}/policy-file",
  summary: "A project's policy file at the tip of the branch that its changes go to, from the repository on the server's machine; null when it holds none.",
  access: { who: "reader", scope: "read" },
  params: z.strictObject({ project: z.string().min(1).max(200) }),
  answer: z.strictObject({ file: repositoryPolicy.nullable() }),
  async handle({ workplace }, { params }) {
    return { file: await policyInRepository(workplace, params.project) };
  },
});

export const policyPrepare = route({
  id: "policy.prepare",
  method: "POST",
  path: "/api/policy/adoptions/prepare",
  summary: "Writes the document that puts a policy in force, so that it can be shown before it is signed. Nothing is recorded but a refusal.",
  access: { who: "actor", roles: adopterRoles },
  body: policyDraft,
  answer: preparedAdoption,
  async handle(desk, { body, caller }) {
    const { id } = personOf(caller).person;
    const source = await draftSource(desk.workplace, draftOf(body));
    const prepared = await prepareAdoption(desk.workplace, id, { ...source, project: body.project });
    const { document, text, digest, namespace } = prepared;
    return { document, text, digest, namespace, rpId: desk.settings.rpId, ...(await handOut(desk, "adoption", id, prepared, null)) };
  },
});

export const policyAdopt = route({
  id: "policy.adopt",
  method: "POST",
  path: "/api/policy/adoptions",
  summary: "Puts a prepared policy in force under the passkey's signature. When another version came into force meanwhile, nothing is recorded.",
  access: { who: "actor", roles: adopterRoles },
  status: 201,
  body: signedAdoption,
  answer: adoptionReceipt,
  async handle(desk, { body, caller }) {
    const { id } = personOf(caller).person;
    const waiting = await takeBack(desk, "adoption", id, body.prepared);
    const { document } = waiting;
    const armour = await signatureBy(desk, id, waiting, sentAssertion(body.assertion));
    const source = await draftSource(desk.workplace, { text: body.text, project: document.project, rules: rulesOf(body) });
    const { index: place, findings } = await recordAdoption(desk.workplace, waiting, source, armour);
    const { level, project: of, version, printedName, time, meaning } = document;
    const manifestation = `Put in force by ${printedName} on ${time}, meaning ${meaning}`;
    return { index: place, size: desk.workplace.store.size, level, project: of, version, digest: sha256(waiting.bytes), printedName, time, meaning, manifestation, findings };
  },
});
