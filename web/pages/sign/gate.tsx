import { useState } from "react";
import type { Answer } from "../../api/client.ts";
import { useAnswer, useSend } from "../../api/queries.ts";
import type { ChangePage } from "../../diff/shapes.ts";
import { Button } from "../../parts/button.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { Section } from "../../parts/page.tsx";
import { People } from "../../parts/person.tsx";
import { Problem } from "../../parts/problem.tsx";
import { VerdictMark } from "../../parts/verdict.tsx";
import { Time } from "../../parts/when.tsx";
import { useMe } from "../../shell/me.ts";
import "../../style/ceremony.css";
import { saveFile } from "./save.ts";

type Verdict = Answer<"gate.ask">["verdict"];
type GateAnswer = Answer<"gate.ask">;

/** What the gate says after the decision, and the asking of it, whose answer is recorded and comes with a receipt when it is an allow. */
export function GateAfter({
  change,
  verdict,
  environments,
  artifact,
}: {
  readonly change: string;
  readonly verdict: Verdict;
  readonly environments: readonly (string | null)[];
  readonly artifact: string | null;
}) {
  const { answer, buttons, error } = useAsking(change, environments, artifact);
  return (
    <Section title="What the gate says now">
      <Said verdict={answer?.verdict ?? verdict} />
      {answer === null ? null : <Answered answer={answer} />}
      {buttons}
      <p className="quiet">What the gate answers is recorded before it is shown. A pipeline asks it in the same way before it deploys.</p>
      <Problem error={error} />
    </Section>
  );
}

/** The gate that a change's page is about: what it answered last, and the asking of it for whoever may. */
export function GateAsked({ page: { change, environment, artifact, lastAsked } }: { readonly page: ChangePage }) {
  const { acts } = useMe();
  const { answer, buttons, error } = useAsking(change.id, [environment], artifact);
  if (!acts && lastAsked === null) return null;
  return (
    <div className="gate-asked">
      {answer !== null ? <Answered answer={answer} /> : lastAsked !== null ? <Last asked={lastAsked} /> : null}
      {acts ? buttons : null}
      <Problem error={error} />
    </div>
  );
}

function Last({ asked: { index, verdict, at, until } }: { readonly asked: NonNullable<ChangePage["lastAsked"]> }) {
  return (
    <p className="quiet">
      The gate was last asked <Time at={at} /> and answered {verdict}:{" "}
      {verdict === "allow" ? (
        <>
          its receipt is <EntryLink index={index} />, until <Time at={until} exactly />.
        </>
      ) : (
        <>
          <EntryLink index={index} />.
        </>
      )}
    </p>
  );
}

function useAsking(change: string, environments: readonly (string | null)[], artifact: string | null) {
  const [answer, setAnswer] = useState<GateAnswer | null>(null);
  const { mutate, isPending, error } = useSend("gate.ask", setAnswer);
  const ask = (environment: string | null) => mutate({ body: { environment, change, ...(artifact === null || environment === null ? {} : { artifact }) } });
  const buttons = (
    <p className="ask-gate">
      {environments.map((environment) => (
        <Button key={environment ?? ""} small busy={isPending} onClick={() => ask(environment)}>
          {environment === null ? "Ask the gate about the change itself" : `Ask the gate for ${environment}`}
        </Button>
      ))}
    </p>
  );
  return { answer, buttons, error };
}

function Said({ verdict: { verdict, headline, reasons, environment } }: { readonly verdict: Verdict }) {
  const open = reasons.filter(({ effect }) => effect !== "note");
  return (
    <>
      <p className="gate-said">
        <VerdictMark verdict={verdict} large />
        <span>{environment === null ? "for the change itself" : `for ${environment}`}</span>
      </p>
      <p>{headline}</p>
      {open.length === 0 ? null : (
        <ul>
          {open.map(({ code, about, sentence, who }) => (
            <li key={`${code} ${about} ${sentence}`}>
              {sentence}
              {who.length === 0 ? null : (
                <>
                  {" "}
                  <People people={who} /> can mend it.
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function VerifyCommand({ name }: { readonly name: string }) {
  const { data } = useAnswer("ledger.verifier");
  return <pre className="command">{`countersign verify ${name}.tlog-proof --vkey '${data?.vkey ?? "…"}'`}</pre>;
}

function Answered({ answer: { index, receipt, verdict, change, uncounted } }: { readonly answer: GateAnswer }) {
  const name = `${change.id}-${verdict.environment ?? "change"}`;
  return (
    <>
      <p>
        The answer, {verdict.verdict}, is <EntryLink index={index} /> of the ledger.
      </p>
      {uncounted.map((sentence) => (
        <p key={sentence} className="quiet">
          {sentence}
        </p>
      ))}
      {receipt === null ? null : (
        <>
          <p className="ask-gate">
            <Button small onClick={() => saveFile(`${name}.tlog-proof`, receipt.proof)}>
              Save {name}.tlog-proof
            </Button>
            <Button small onClick={() => saveFile(`${name}.vsa.json`, receipt.envelope)}>
              Save {name}.vsa.json
            </Button>
          </p>
          <p className="quiet">
            The receipt holds until <Time at={receipt.until} exactly /> and verifies offline:
          </p>
          <VerifyCommand name={name} />
        </>
      )}
    </>
  );
}
