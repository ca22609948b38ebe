import { type FormEvent, useState } from "react";
import { Button } from "../../parts/button.tsx";
import { Page } from "../../parts/page.tsx";
import { ActCeremony } from "../act/act.tsx";
import type { ActAnswer } from "../act/check.ts";
import { ExitQuestion } from "../act/question.tsx";
import { nothingSaid, type Said } from "../act/said.ts";
import type { Blueprint } from "./words.ts";

/** Closing asks for what no record shows, then for the signature. */
export function CloseBlueprint({ blueprint, onBack }: { readonly blueprint: Blueprint; readonly onBack: () => void }) {
  const { questions } = blueprint;
  const [said, setSaid] = useState<Readonly<Record<string, Said>>>({});
  const [signing, setSigning] = useState(questions.length === 0);
  if (signing) return <Sign blueprint={blueprint} said={said} onBack={questions.length === 0 ? onBack : () => setSigning(false)} onDone={onBack} />;
  const open = questions.filter(({ criterion }) => said[criterion]?.met !== true);
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (open.length === 0) setSigning(true);
  };
  return (
    <Page title="Close the blueprint" answer="Records show the rest; for these you answer by name." width="narrow">
      <form className="form" onSubmit={go}>
        {questions.map(({ criterion, asks }) => (
          <ExitQuestion key={criterion} asks={asks} said={said[criterion] ?? nothingSaid} onSay={(now) => setSaid({ ...said, [criterion]: now })} />
        ))}
        <div className="dialog-act">
          <Button kind="primary" type="submit" why={open.length === 0 ? undefined : "While one of these is not so, the blueprint stays open."}>
            Read what you will sign
          </Button>
          <Button kind="quiet" onClick={onBack}>
            Back to the blueprint
          </Button>
        </div>
      </form>
    </Page>
  );
}

function Sign({
  blueprint,
  said,
  onBack,
  onDone,
}: {
  readonly blueprint: Blueprint;
  readonly said: Readonly<Record<string, Said>>;
  readonly onBack: () => void;
  readonly onDone: () => void;
}) {
  const { project, sprint, source, questions } = blueprint;
  const reasonOf = (criterion: string) => said[criterion]?.reason.trim() || null;
  const answers: ActAnswer[] = questions.map(({ criterion, asks }) => ({ criterion, asks, value: "met", measured: null, reason: reasonOf(criterion) }));
  return (
    <ActCeremony
      title="Close the blueprint"
      request={{
        act: "blueprint-closed",
        project,
        answers: questions.map(({ criterion }) => ({ criterion, met: said[criterion]?.met === true, measured: null, reason: reasonOf(criterion) })),
      }}
      about={{ project, ...(sprint === null ? {} : { blueprint: sprint.id }), ...(source === null ? {} : { commit: source.commit }) }}
      answers={answers}
      of="the blueprint"
      after="From now on changes are judged by the policy like any others. The days of the blueprint are kept to be set against rework and reversals."
      onBack={onBack}
      onDone={onDone}
    />
  );
}
