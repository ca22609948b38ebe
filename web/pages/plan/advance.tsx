import { type FormEvent, useState } from "react";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { Page } from "../../parts/page.tsx";
import { useMe } from "../../shell/me.ts";
import { ActCeremony } from "../act/act.tsx";
import { ExitQuestion, Reason } from "../act/question.tsx";
import { nothingSaid, type Said } from "../act/said.ts";
import { type Advance, answersOf, keepsTarget, measuredBefore, type Phase, type Question } from "./words.ts";
import "../../style/governance.css";

/** A phase that is signed next. */
export type AdvancingPhase = Phase & { readonly advance: Advance };

/** Leads to the signing of a phase; drawn for whoever may sign it, once nobody else comes before it. */
export function AdvanceButton({ phase, onAdvance }: { readonly phase: Phase; readonly onAdvance: (phase: AdvancingPhase) => void }) {
  const { acts, person } = useMe();
  const { advance } = phase;
  if (!acts || advance === null || !advance.signers.some(({ id }) => id === person.id)) return null;
  return (
    <Button kind="primary" onClick={() => onAdvance({ ...phase, advance })}>
      Advance <span className="unseen">the phase {phase.title}</span>
    </Button>
  );
}

/** Every exit criterion and metric of the phase is answered by name, then signed. */
export function AdvancePhase({ phase, project, onBack }: { readonly phase: AdvancingPhase; readonly project: string; readonly onBack: () => void }) {
  const { questions } = phase.advance;
  const [said, setSaid] = useState<Readonly<Record<string, Said>>>(() => measuredBefore(phase));
  const [signing, setSigning] = useState(false);
  if (signing) return <Sign phase={phase} project={project} said={said} onBack={() => setSigning(false)} onDone={onBack} />;
  const open = questions.filter((question) => !isMet(question, said[question.criterion] ?? nothingSaid)).length;
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (open === 0) setSigning(true);
  };
  return (
    <Page title={`Advance the phase ${phase.title}`} answer="Each criterion and each number is yours to answer for; a phase with one that is not met does not end." width="narrow">
      <form className="form" onSubmit={go}>
        {questions.map((question) => (
          <One key={question.criterion} question={question} said={said[question.criterion] ?? nothingSaid} onSay={(now) => setSaid({ ...said, [question.criterion]: now })} />
        ))}
        <div className="dialog-act">
          <Button kind="primary" type="submit" why={open === 0 ? undefined : "While one of these is not so, the phase does not advance."}>
            Read what you will sign
          </Button>
          <Button kind="quiet" onClick={onBack}>
            Back to the plan
          </Button>
        </div>
      </form>
    </Page>
  );
}

function isMet({ target, waiver }: Question, said: Said): boolean {
  return waiver !== null || (target === null ? said.met : keepsTarget(target, said.measured));
}

function One({ question, said, onSay }: { readonly question: Question; readonly said: Said; readonly onSay: (said: Said) => void }) {
  const { asks, target, waiver } = question;
  if (waiver !== null)
    return (
      <fieldset className="exit-question">
        <legend>{asks}</legend>
        <p className="soft">
          Waived by <code>{waiver}</code>.
        </p>
      </fieldset>
    );
  return target === null ? <ExitQuestion asks={asks} said={said} onSay={onSay} /> : <Metric asks={asks} target={target} said={said} onSay={onSay} />;
}

function Metric({ asks, target, said, onSay }: { readonly asks: string; readonly target: string; readonly said: Said; readonly onSay: (said: Said) => void }) {
  const met = keepsTarget(target, said.measured);
  const given = said.measured.trim() !== "";
  return (
    <fieldset className="exit-question">
      <legend>{asks}</legend>
      <Field
        label="Measured"
        hint={`Wanted: ${target}.`}
        inputMode="decimal"
        value={said.measured}
        wrong={given && !met ? `Wanted is ${target}; until it is so, the phase does not end.` : undefined}
        onChange={(event) => onSay({ ...said, measured: event.target.value })}
      />
      {met ? <Reason said={said} onSay={onSay} /> : null}
    </fieldset>
  );
}

function Sign({
  phase: { id, title, advance },
  project,
  said,
  onBack,
  onDone,
}: {
  readonly phase: AdvancingPhase;
  readonly project: string;
  readonly said: Readonly<Record<string, Said>>;
  readonly onBack: () => void;
  readonly onDone: () => void;
}) {
  const { given, signed } = answersOf(advance.questions, said);
  const { checkpoint, after, digest } = advance;
  return (
    <ActCeremony
      title={`Advance the phase ${title}`}
      request={{ act: "phase-advanced", project, phase: id, answers: given }}
      about={{ project, phase: id, checkpoint, digest, ...(after === null ? {} : { after }) }}
      answers={signed}
      of="the plan"
      after="The next phase begins. What its last checkpoint took is recorded on the plan, beside what was estimated."
      onBack={onBack}
      onDone={onDone}
    />
  );
}
