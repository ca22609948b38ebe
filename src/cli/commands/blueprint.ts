import { filePath } from "../../blueprint/index.ts";
import { governedDocuments } from "../../model/fact.ts";
import { Failure } from "../../model/failure.ts";
import { blueprintStatus, documentName, draftStatus } from "../../reading/index.ts";
import {
  acknowledge as acknowledgeDocument,
  exceptBlueprint,
  readProjectBlueprint,
  runningBlueprint,
  skipBlueprint,
  startBlueprint,
  type Workplace,
} from "../../workflow/index.ts";
import { readDraft } from "../blueprint-draft.ts";
import { exportedDocument } from "../blueprint-export.ts";
import { findingsOf, findingsPage, statusPage, unwrittenDocuments, writtenDocuments, writtenPage } from "../blueprint-page.ts";
import { type Answer, type Call, next, type Run } from "../command.ts";
import { type Governed, governedHere } from "../governed.ts";
import { command, line, strong, under } from "../page.ts";
import { signHere } from "../sign-here.ts";
import { exact } from "../time.ts";
import { actor, withWorkplace, withWorkplaceIfAny } from "../workplace.ts";

const aDay = 86_400_000;
const usualDays = 21;

export const start: Run = async (call) => {
  const by = await actor(call);
  return await governed(call, async (workplace, { project, repository }) => {
    const dates = await datesOf(call, workplace, project, repository);
    const { blueprint, warning } = await startBlueprint(workplace, by, { project, ...dates });
    return {
      json: { blueprint, warning },
      page: [
        line(strong(`The blueprint of ${project} runs from ${blueprint.start} to ${blueprint.end}: entry ${blueprint.index} of the ledger.`)),
        ...(warning === null ? [] : [line(warning)]),
        line("Until it is closed, the gate denies every change but those of documents."),
        command(next(call, "blueprint status")),
      ],
    };
  });
};

export const status: Run = async (call) =>
  await withWorkplaceIfAny(call, async (workplace) => {
    if (workplace === null || call.values.flag("draft")) {
      const { read, context } = await readDraft(call, workplace);
      const found = draftStatus(read, context);
      return { json: found, page: statusPage(found, context.people ?? []) };
    }
    const { project, repository } = await governedHere(call, workplace);
    const [found, people] = await Promise.all([blueprintStatus(workplace, project, await readProjectBlueprint(workplace, project, repository)), workplace.store.read.people()]);
    return { json: found, page: statusPage(found, people) };
  });

export const lint: Run = async (call) =>
  await withWorkplaceIfAny(call, async (workplace) => {
    const { lintBlueprint } = await import("../../blueprint/index.ts");
    const { read, context } = await readDraft(call, workplace);
    const findings = findingsOf(read.failures, lintBlueprint(read.files, context));
    return { json: { findings }, page: findingsPage(findings), exit: findings.some(({ severity }) => severity === "error") ? 1 : 0 };
  });

export const write: Run = async (call) =>
  await withWorkplaceIfAny(call, async (workplace) => {
    const { root, read, context } = await readDraft(call, workplace);
    // Everything else takes people and areas from it.
    const broken = read.failures.find(({ place }) => place?.file === undefined || place.file === filePath("blueprint"));
    if (broken !== undefined) throw new Failure(broken.code, broken.message, { hint: `${broken.hint} Nothing was written.`.trim(), ...(broken.place && { place: broken.place }) });
    const check = call.values.flag("check");
    const unwritten = unwrittenDocuments(read);
    const left = unwritten.map(({ path }) => path);
    const written = await writtenDocuments(root, read.files, context, left, check);
    const wrong = written.filter(({ state }) => state === "edited" || (check && state !== "same"));
    return { json: { documents: written, unwritten }, page: writtenPage(written, unwritten, check), exit: wrong.length > 0 || unwritten.length > 0 ? 1 : 0 };
  });

export const show: Run = async (call) => await withWorkplaceIfAny(call, async (workplace) => await exportedDocument(call, workplace));

export const sign: Run = async (call) =>
  await governed(call, async (workplace, { project, repository }) => {
    const document = documentNamed(call);
    const signed = await signHere(call, workplace, { act: "document-signed", project, document, repository });
    return {
      json: signed,
      page: [
        line(strong(`You signed version ${String(signed.about["version"])} of the ${documentName(document)}: entry ${signed.index} of the ledger.`)),
        command(next(call, "blueprint status")),
      ],
    };
  });

export const acknowledge: Run = async (call) => await acknowledged(call, documentNamed(call));

/** Says that the acting person has read a document as the project's branch holds it now. */
export async function acknowledged(call: Call, document: (typeof governedDocuments)[number]): Promise<Answer> {
  const by = await actor(call);
  return await governed(call, async (workplace, { project, repository }) => {
    const { index, version } = await acknowledgeDocument(workplace, by, { project, document, repository });
    return {
      json: { project, document, version, index },
      page: [line(strong(`Version ${version} of the ${documentName(document)} is acknowledged: entry ${index} of the ledger.`))],
    };
  });
}

export const close: Run = async (call) =>
  await governed(call, async (workplace, { project, repository }) => {
    const running = await runningBlueprint(workplace, project);
    const signed = await signHere(call, workplace, { act: "blueprint-closed", project, repository });
    const days = running === null ? null : Math.floor((call.io.clock() - running.at) / aDay);
    return {
      json: { ...signed, days },
      page: [
        line(strong(`The blueprint of ${project} is closed: entry ${signed.index} of the ledger.`)),
        ...(days === null ? [] : [line(`It was open for ${days} ${days === 1 ? "day" : "days"}.`)]),
        line("The gate judges changes of code from now on."),
      ],
    };
  });

export const skip: Run = async (call) => {
  const by = await actor(call);
  return await governed(call, async (workplace, { project }) => {
    const debt = await skipBlueprint(workplace, by, { project, reason: call.values.needed("reason") });
    return {
      json: debt,
      page: [
        line(strong(`${project} is built without a blueprint, which is governance debt from today on.`)),
        line("Every verdict says so, with its age, until a blueprint is started."),
        command(next(call, "blueprint start")),
      ],
    };
  });
};

export const except: Run = async (call) => {
  const by = await actor(call);
  const { values } = call;
  return await withWorkplace(call, async (workplace) => {
    const exception = await exceptBlueprint(workplace, by, { change: values.needed("CHANGE"), until: values.needed("until"), reason: values.needed("reason") });
    return {
      json: exception,
      page: [
        line(strong(`${exception.change} may pass while the blueprint of ${exception.project} is open, until ${exact(new Date(exception.until).toISOString())}.`)),
        under(2, `${exception.id}, entry ${exception.index} of the ledger. Everything else is asked of it as of every change.`),
      ],
    };
  });
};

async function governed(call: Call, act: (workplace: Workplace, here: Governed) => Promise<Answer>): Promise<Answer> {
  return await withWorkplace(call, async (workplace) => await act(workplace, await governedHere(call, workplace)));
}

function documentNamed({ values }: Call): (typeof governedDocuments)[number] {
  const found = governedDocuments.find((each) => each === values.needed("DOCUMENT"));
  if (found === undefined) throw new TypeError("the table offers an unknown document");
  return found;
}

/** What is given, else what `blueprint.yaml` says at the branch or, before it is merged, in the work tree; else from today for three weeks. */
async function datesOf(call: Call, workplace: Workplace, project: string, repository: string | undefined): Promise<{ readonly start: string; readonly end: string }> {
  const { values, io } = call;
  const [given, until] = [values.text("start"), values.text("end")];
  if (given !== undefined && until !== undefined) return { start: given, end: until };
  const merged = (await readProjectBlueprint(workplace, project, repository)).files.blueprint?.file;
  const file = merged ?? (repository === undefined ? undefined : (await readDraft(call, workplace)).read.files.blueprint?.file);
  const from = given ?? file?.start ?? dayOf(io.clock());
  return { start: from, end: until ?? (given === undefined ? file?.end : undefined) ?? dayOf(Date.parse(from) + usualDays * aDay) };
}

function dayOf(time: number): string {
  if (Number.isNaN(time)) throw new Failure("bad-input", "The start is no day.", { hint: "Write it as 2027-01-31." });
  return new Date(time).toISOString().slice(0, 10);
}
