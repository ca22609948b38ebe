import { Failure } from "../../model/failure.ts";
import { enrolKey, listPeople, allowedSigners as readSigners, revokeKey } from "../../workflow/index.ts";
import type { Run } from "../command.ts";
import { readInputFile } from "../input.ts";
import { line } from "../page.ts";
import { handleOf, keysPage } from "../people-page.ts";
import { personNamed } from "../persons.ts";
import { actor, withWorkplace } from "../workplace.ts";

export const list: Run = async (call) => {
  const { people, keys } = await withWorkplace(call, listPeople);
  const named = call.values.text("PERSON");
  const shown = named === undefined ? keys : keys.filter(({ person }) => person === personNamed(people, named).id);
  return { json: { keys: shown }, page: keysPage(shown, people) };
};

export const add: Run = async (call) => {
  const { values, io } = call;
  const [who, file] = [values.needed("PERSON"), values.needed("FILE")];
  const text = (await readInputFile(file, io)).toString("utf8");
  if (text.includes("PRIVATE KEY")) {
    throw new Failure("bad-input", "This is a private key, and only the public half is enrolled.", { place: { file }, hint: `Name ${file}.pub; the private key was not kept.` });
  }
  const by = await actor(call);
  const key = await withWorkplace(call, (workplace) => enrolKey(workplace, by, who, text.trim(), file));
  return { json: { key }, page: [line(`${key.fingerprint} now signs for ${who}, from entry ${key.enrolledAt} of the ledger on.`)] };
};

export const revoke: Run = async (call) => {
  const by = await actor(call);
  const { key, people } = await withWorkplace(call, async (workplace) => ({
    key: await revokeKey(workplace, by, call.values.needed("FINGERPRINT")),
    people: (await listPeople(workplace)).people,
  }));
  return { json: { key }, page: [line(`${key.fingerprint} of ${handleOf(key.person, people)} is revoked. What it signed before stays valid.`)] };
};

export const allowedSigners: Run = async (call) => {
  const text = await withWorkplace(call, readSigners);
  return { json: { allowedSigners: text }, page: [], text };
};
