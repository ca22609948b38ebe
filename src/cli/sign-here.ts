import type { Person } from "../model/people.ts";
import { actGround, type ExitAnswer, listPeople, prepareSigning, recordSigning, type SigningRequest, type Workplace } from "../workflow/index.ts";
import type { Call } from "./command.ts";
import { confirmSigning } from "./confirm.ts";
import { exitAnswers } from "./exit-answers.ts";
import { blank, block, heading, line } from "./page.ts";
import { personNamed } from "./persons.ts";
import { signerFor } from "./ssh.ts";
import { actor } from "./workplace.ts";

/** What was signed and where it stands. */
export interface SignedHere {
  readonly index: number;
  /** Hex SHA-256 of what was signed. */
  readonly digest: string;
  readonly about: { readonly [name: string]: unknown };
  /** What the signature stands for, as people read it. */
  readonly text: string;
}

/** Asks what has to be answered, shows what will be signed, signs it with the person's SSH key, and records it. Throws `Failure`. */
export async function signHere(call: Call, workplace: Workplace, request: SigningRequest): Promise<SignedHere> {
  const by = await actor(call);
  const { people, keys } = await listPeople(workplace);
  const person = personNamed(people, by);
  // Found before anything is asked, so that nobody answers ten questions for a key that is not there.
  const sign = await signerFor(call, person, keys);
  const asks = request.act === "blueprint-closed" || request.act === "phase-advanced";
  const whole = asks ? { ...request, answers: await answersFor(call, workplace, person, request) } : request;
  const prepared = await prepareSigning(workplace, by, whole);
  call.say([blank, heading("You sign exactly this:"), ...block(2, prepared.text), line(`SHA-256 ${prepared.digest}`), blank]);
  await confirmSigning(call, person.name);
  const { index } = await recordSigning(workplace, prepared, whole, await sign(prepared.bytes, prepared.namespace));
  return { index, digest: prepared.digest, about: prepared.document.about, text: prepared.text };
}

async function answersFor(call: Call, workplace: Workplace, person: Person, request: SigningRequest): Promise<ExitAnswer[]> {
  const ground = await actGround(workplace, request);
  // What would not count is refused, and the attempt recorded, before anybody answers a question for it.
  const refused = ground.missing.length > 0 || !person.roles.some((role) => ground.roles.includes(role));
  if (refused) await prepareSigning(workplace, person.id, request);
  return await exitAnswers(call, ground.questions);
}
