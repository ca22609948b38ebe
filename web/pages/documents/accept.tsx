import { type FormEvent, useState } from "react";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { Facts, Page } from "../../parts/page.tsx";
import { ActCeremony } from "../act/act.tsx";
import { levelWords, type Risk } from "./words.ts";

/** Accepting a risk asks until when, then for the signature. */
export function AcceptRisk({ risk, longest, project, onBack }: { readonly risk: Risk; readonly longest: string; readonly project: string; readonly onBack: () => void }) {
  const [until, setUntil] = useState(longest);
  const [signing, setSigning] = useState(false);
  const { id, title, level, digest, treatment } = risk;
  const missing = until === "" ? "Give the last day." : until > longest ? `By the register a risk is accepted until ${longest} at most.` : undefined;
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (missing === undefined) setSigning(true);
  };
  if (signing)
    return (
      <ActCeremony
        title={`Accept ${id}`}
        request={{ act: "risk-accepted", project, risk: id, until }}
        about={{ project, risk: id, digest, until, ...(level === null ? {} : { level }) }}
        of="the risk register"
        after="It holds until that day for the risk as it stands now; a new rating or plan asks for another acceptance."
        onBack={() => setSigning(false)}
        onDone={onBack}
      />
    );
  return (
    <Page title={`Accept ${id}`} answer={`${title}: you answer for what is left of it, until the day that you give.`} width="narrow">
      <form className="form" onSubmit={go}>
        <Facts
          items={[
            ["Level", levelWords(risk)],
            ["Treatment", treatment === null ? "none chosen" : `${treatment.choice}${treatment.plan === null ? "" : `: ${treatment.plan}`}`],
          ]}
        />
        <Field label="Until" type="date" max={longest} hint={`${longest} at most, by the register.`} value={until} onChange={(event) => setUntil(event.target.value)} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" why={missing}>
            Read what you will sign
          </Button>
          <Button kind="quiet" onClick={onBack}>
            Back to the risk register
          </Button>
        </div>
      </form>
    </Page>
  );
}
