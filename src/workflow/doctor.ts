import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installedGit } from "../git/index.ts";
import { OrderReplay } from "../ledger/index.ts";
import { Failure } from "../model/failure.ts";
import { lint, loadPolicyFile } from "../policy/index.ts";
import { exportLedger, verifierKey } from "./export-ledger.ts";
import { aboutPeople, organisationPolicy, policyContext } from "./policies.ts";
import { clockBehind } from "./right-clock.ts";
import { verifyFolder } from "./verify.ts";
import type { Workplace } from "./workplace.ts";

/** One thing that was looked at: what was found, and the command that mends it. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly sentence: string;
  readonly mend: string | null;
}

/** Looks at the installation and, where there is one, at the data folder: database, ledger against views, order, policy, clock, keys. Records nothing. */
export async function doctor(workplace: Workplace | null): Promise<{ readonly checks: readonly Check[] }> {
  const checks = [checkNode(), await guarded("git", checkGit)].flat();
  if (workplace === null) return { checks: [...checks, { name: "data folder", ok: true, sentence: "There is none yet.", mend: "countersign init" }] };
  const more: [string, () => Promise<Check | Check[]>][] = [
    ["key", () => tellKey(workplace)],
    ["database", () => checkDatabase(workplace)],
    ["ledger", () => checkLedger(workplace)],
    ["views", () => checkViews(workplace)],
    ["order", () => checkOrder(workplace)],
    ["policy", () => checkPolicy(workplace)],
    ["clock", () => checkClock(workplace)],
    ["people", () => checkPeople(workplace)],
  ];
  const found: Check[] = [];
  for (const [name, look] of more) found.push(...[await guarded(name, look)].flat());
  return { checks: [...checks, ...found] };
}

async function guarded(name: string, look: () => Promise<Check | Check[]>): Promise<Check | Check[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Failure) return { name, ok: false, sentence: error.message, mend: error.hint || null };
    throw error;
  }
}

function checkNode(): Check {
  const { node } = process.versions;
  return { name: "node", ok: Number(node.split(".")[0]) >= 24, sentence: `Node ${node}.`, mend: null };
}

async function checkGit(): Promise<Check> {
  return { name: "git", ok: true, sentence: `git ${await installedGit()}.`, mend: null };
}

async function tellKey({ store }: Workplace): Promise<Check> {
  return { name: "key", ok: true, sentence: `Receipts and exports of this ledger verify with ${store.identity.vkey}`, mend: null };
}

async function checkDatabase({ store }: Workplace): Promise<Check> {
  const troubles = await store.checkDatabase();
  return {
    name: "database",
    ok: troubles.length === 0,
    sentence: troubles[0] ?? `The database is sound, with ${store.size} entries.`,
    mend: troubles.length === 0 ? null : "Restore the data folder from a backup.",
  };
}

// As a stranger would: everything is written out and verified from the files alone.
async function checkLedger(workplace: Workplace): Promise<Check> {
  const scratch = await mkdtemp(join(tmpdir(), "countersign-doctor-"));
  try {
    await exportLedger(workplace, join(scratch, "ledger"));
    const { first, size, order } = await verifyFolder(join(scratch, "ledger"), { policy: `log ${verifierKey(workplace)}\nquorum none\n` });
    // The order of steps is looked at on its own.
    const sound = first === null || order.problems.some(({ sentence }) => sentence === first.sentence);
    return {
      name: "ledger",
      ok: sound,
      sentence: sound ? `All ${size} entries verify.` : first.sentence,
      mend: sound ? null : "Keep the data folder as it is for whoever looks into it, and work on with one restored from a backup.",
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function checkViews({ store }: Workplace): Promise<Check[]> {
  const views = await store.checkViews();
  const wrong = views.filter(({ equal }) => !equal);
  if (wrong.length === 0) return [{ name: "views", ok: true, sentence: `All ${views.length} views equal what the ledger gives.`, mend: null }];
  return wrong.map(({ table, firstDifference }) => ({
    name: "views",
    ok: false,
    sentence: `The view ${table} differs from what the ledger gives, first at ${firstDifference === null ? "its end" : keyInWords(firstDifference.key)}.`,
    mend: "countersign doctor --rebuild-views",
  }));
}

// A view's key is the JSON list of its columns.
function keyInWords(key: string): string {
  const columns: unknown = JSON.parse(key);
  return Array.isArray(columns) ? columns.join(" ") : key;
}

async function checkOrder({ store }: Workplace): Promise<Check> {
  const replay = new OrderReplay();
  const page = 1_000;
  const found = [];
  for (let from = 0; from < store.size; from += page) for (const fact of await store.read.facts(from, from + page)) found.push(...replay.next(fact));
  const wrong = found.filter(({ code }) => code !== "ungated-deployment");
  const ungated = found.length - wrong.length;
  const told = ungated === 0 ? "" : ` ${ungated} deployment${ungated === 1 ? "" : "s"} went around the gate; that is recorded.`;
  return { name: "order", ok: wrong.length === 0, sentence: wrong[0]?.sentence ?? `Every step stands where it may stand.${told}`, mend: null };
}

async function checkPolicy(workplace: Workplace): Promise<Check[]> {
  const { policy, adoption } = await organisationPolicy(workplace);
  const files = adoption === null ? [] : [loadPolicyFile(adoption.text, "the organisation's policy")];
  const findings = lint(policy, await policyContext(workplace, { now: workplace.clock(), project: null, files }));
  const errors = findings.filter(({ level }) => level === "error");
  if (errors.length === 0)
    return [
      {
        name: "policy",
        ok: true,
        sentence: `Version ${policy.organisation.version} can be satisfied${findings.length > 0 ? `; the lint says ${findings.length} thing${findings.length === 1 ? "" : "s"} worth a look` : ""}.`,
        mend: findings.length > 0 ? "countersign policy lint" : null,
      },
    ];
  const unheld = errors.filter(({ code }) => aboutPeople.has(code));
  const wrong = errors.filter(({ code }) => !aboutPeople.has(code));
  const rest =
    unheld.length === 0
      ? []
      : [
          {
            name: "policy",
            ok: true,
            sentence: `${unheld[0]?.sentence ?? ""} ${unheld.length === 1 ? "Until then" : `There are ${unheld.length} such places; until then`} changes that need it are denied.`,
            mend: 'countersign qualify grant HANDLE DOMAIN --basis "WHY"',
          },
        ];
  return [...wrong.map(({ sentence }) => ({ name: "policy", ok: false, sentence, mend: "countersign policy lint" })), ...rest];
}

async function checkClock(workplace: Workplace): Promise<Check> {
  const behind = clockBehind(workplace);
  return {
    name: "clock",
    ok: behind === 0,
    sentence: behind === 0 ? "The clock is not behind the ledger." : `The clock is ${Math.round(behind / 1000)} s behind the newest entry.`,
    mend: behind === 0 ? null : "Set the machine's clock.",
  };
}

async function checkPeople({ store }: Workplace): Promise<Check> {
  const [people, keys] = await Promise.all([store.read.people(), store.read.keys()]);
  const persons = people.filter(({ kind, active }) => kind === "person" && active);
  const without = persons.filter(({ id }) => !keys.some(({ person, revokedAt }) => person === id && revokedAt === null));
  return {
    name: "people",
    ok: without.length === 0,
    sentence: without.length === 0 ? `All ${persons.length} people can sign.` : `${without.map(({ name }) => name).join(", ")} cannot sign: no key is enrolled.`,
    mend:
      without.length === 0
        ? null
        : "With a passkey: open the link that `countersign serve` prints, or one from the page People. With an SSH key: `countersign keys add PERSON FILE.pub`.",
  };
}
