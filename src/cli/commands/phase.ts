import { filePath, type Phase } from "../../blueprint/index.ts";
import { Failure } from "../../model/failure.ts";
import { spoken } from "../../model/people.ts";
import { readProjectBlueprint } from "../../workflow/index.ts";
import { plural } from "../change-page.ts";
import { next, type Run } from "../command.ts";
import { governedHere } from "../governed.ts";
import { command, faint, line, type Page, strong, under } from "../page.ts";
import { signHere } from "../sign-here.ts";
import { exact, short } from "../time.ts";
import { withWorkplace } from "../workplace.ts";

interface PhaseLine {
  readonly id: string;
  readonly title: string;
  readonly checkpoints: readonly {
    readonly id: string;
    readonly title: string;
    readonly when: string;
    readonly criteria: number;
    readonly metrics: number;
    readonly approver: string | null;
  }[];
  /** When and by whom it was signed since the last blueprint began; null while it was not. */
  readonly signed: { readonly by: string; readonly time: string; readonly index: number } | null;
}

export const status: Run = async (call) =>
  await withWorkplace(call, async (workplace) => {
    const { project, repository } = await governedHere(call, workplace);
    const { read } = workplace.store;
    const [at, records, blueprints, people] = await Promise.all([
      readProjectBlueprint(workplace, project, repository),
      read.governance.phases(project),
      read.governance.blueprints(project),
      read.people(),
    ]);
    const loaded = at.files.delivery;
    if (loaded === null) throw at.failures.find(({ place }) => place?.file === filePath("delivery")) ?? missing(at.ref);
    const begun = blueprints.at(-1)?.index ?? -1;
    const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? id;
    const lines = loaded.file.phases.map((phase): PhaseLine => {
      const record = records.findLast((each) => each.phase === phase.id && each.index > begun);
      return { ...described(phase), signed: record === undefined ? null : { by: nameOf(record.person), time: new Date(record.at).toISOString(), index: record.index } };
    });
    const current = lines.find(({ signed }) => signed === null) ?? null;
    const from = `${at.ref} (${short(at.commit)})`;
    return {
      json: { project, commit: at.commit, current: current?.id ?? null, phases: lines },
      page: [
        line(strong(current === null ? `Every phase of ${project} is signed.` : `${project} is in the phase ${current.title}.`)),
        ...lines.flatMap((each) => phasePage(each, each === current)),
        line(faint(`Read at ${from}.`)),
        ...(current === null ? [] : [command(next(call, `phase advance ${current.id}`))]),
      ],
    };
  });

export const advance: Run = async (call) =>
  await withWorkplace(call, async (workplace) => {
    const { project, repository } = await governedHere(call, workplace);
    const phase = call.values.needed("PHASE");
    const signed = await signHere(call, workplace, { act: "phase-advanced", project, repository, phase });
    return {
      json: signed,
      page: [line(strong(`The phase ${phase} of ${project} is done: entry ${signed.index} of the ledger.`)), command(next(call, "phase status"))],
    };
  });

function missing(ref: string): Failure {
  return new Failure("not-found", `${filePath("delivery")} is not on ${ref}.`, { hint: "`countersign init` writes a draft; merge it." });
}

function described({ id, title, checkpoints }: Phase): Omit<PhaseLine, "signed"> {
  return {
    id,
    title,
    checkpoints: checkpoints.map((each) => ({
      id: each.id,
      title: each.title,
      when: each.when,
      criteria: each.exit.length,
      metrics: each.metrics.length,
      approver: each.approver ?? null,
    })),
  };
}

function phasePage({ id, title, checkpoints, signed }: PhaseLine, current: boolean): Page {
  const mark = signed !== null ? "✓" : current ? "▸" : "·";
  const said = signed === null ? "" : ` — signed by ${signed.by}, ${exact(signed.time)}, entry ${signed.index}`;
  return [
    line(`${mark} `, strong(title), ` (${id})${said}`),
    ...checkpoints.map((each) =>
      under(
        4,
        `${each.title}: ${plural(each.criteria, "exit criterion", "exit criteria")}, ${plural(each.metrics, "metric")}; ${each.when}${each.approver === null ? "" : `; signed by the ${spoken(each.approver)}`}`,
      ),
    ),
  ];
}
