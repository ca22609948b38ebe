import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { ChangeLink } from "../../parts/goes.tsx";
import { Section } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Says } from "../../parts/says.tsx";
import { Table } from "../../parts/table.tsx";
import { VerdictMark, type VerdictWord } from "../../parts/verdict.tsx";
import { Time } from "../../parts/when.tsx";
import { type Policy, placeWord, type Simulation, simulationSentence, type TextProblem } from "./words.ts";

interface Tried {
  readonly problems: readonly TextProblem[];
  /** Null when the text does not load. */
  readonly simulation: Simulation | null;
}

/** What would have happened to past changes under another policy. Nothing is recorded. */
export function PolicySimulate({ policy }: { readonly policy: Policy }) {
  const [text, setText] = useState("");
  const [since, setSince] = useState("");
  const project = policy.project ?? undefined;
  const trial = useMutation({ mutationFn: () => tryOut(text, project, since) });
  const start = useMutation({ mutationFn: () => textInForce(policy), onSuccess: setText });
  return (
    <Section
      title="Try other rules on past changes"
      note="Every change is judged again under both policies, at the same moment and with the same decisions. Nothing is recorded, and nothing changes."
    >
      <div className="form trial">
        <Field
          label={project === undefined ? "The organisation’s policy, as it would be" : `The policy of ${project}, as it would be`}
          hint="YAML. Begin with the text in force, and change what you think of."
          rows={14}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Field label="Only changes put forward since" hint="Left empty, all of them." type="date" value={since} onChange={(event) => setSince(event.target.value)} />
        <div className="dialog-act">
          <Button kind="primary" busy={trial.isPending} why={text.trim() === "" ? "There is no text yet." : undefined} onClick={() => trial.mutate()}>
            {trial.isPending ? "Judging again…" : "Simulate"}
          </Button>
          <Button busy={start.isPending} onClick={() => start.mutate()}>
            Begin with the text in force
          </Button>
        </div>
        <Problem error={trial.error ?? start.error} />
      </div>
      <div aria-live="polite">{trial.data === undefined ? null : <Result tried={trial.data} />}</div>
    </Section>
  );
}

async function tryOut(text: string, project: string | undefined, since: string): Promise<Tried> {
  const of = project === undefined ? {} : { project };
  const { problems } = await call("policy.lint", { body: { text, ...of } });
  // What does not load at all has no place in it; it cannot be simulated either.
  if (problems.some(({ level, path }) => level === "error" && path === null)) return { problems, simulation: null };
  return { problems, simulation: await call("policy.simulate", { body: { text, ...of, ...(since === "" ? {} : { since }) } }) };
}

/** The text that the next version begins with. */
export async function textInForce({ project, own, organisation }: Pick<Policy, "project" | "own" | "organisation">): Promise<string> {
  const adoption = project === null ? organisation : own;
  return adoption === null ? "policy: 1\nversion: 1\n" : (await call("policy.text", { params: { index: adoption.index } })).text;
}

function Result({ tried: { problems, simulation } }: { readonly tried: Tried }) {
  return (
    <>
      {problems.length === 0 ? null : <Problems problems={problems} />}
      {simulation === null ? null : <Outcome simulation={simulation} />}
    </>
  );
}

/** What is wrong with a text, and where. */
export function Problems({ problems }: { readonly problems: readonly TextProblem[] }) {
  return (
    <div className="beneath">
      <h3>What the lint says about this text</h3>
      <ul className="lines">
        {problems.map(({ code, level, sentence, hint, line, column }) => (
          <li key={`${code} ${line} ${column} ${sentence}`}>
            <strong>{level}</strong>
            {placeWord({ line, column })}: <Says text={`${sentence} ${hint}`} /> <code className="quiet">{code}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

const words: readonly VerdictWord[] = ["allow", "wait", "deny"];

/** What both policies say of each past change. */
export function Outcome({ simulation }: { readonly simulation: Simulation }) {
  const { before, after, changes } = simulation;
  const rows = changes.toSorted((a, b) => Number(b.differs) - Number(a.differs));
  return (
    <div className="beneath outcome">
      <p className="outcome-sentence">{simulationSentence(simulation)}</p>
      {changes.length === 0 ? null : (
        <>
          <Table
            caption="Verdicts under both policies"
            rows={words.map((word) => ({ word, before: before[word], after: after[word] }))}
            keyOf={({ word }) => word}
            columns={[
              { head: "Verdict", heading: true, cell: ({ word }) => <VerdictMark verdict={word} /> },
              { head: "In force", numeric: true, cell: (row) => row.before },
              { head: "This text", numeric: true, cell: (row) => row.after },
            ]}
          />
          <Changes changes={rows} />
        </>
      )}
    </div>
  );
}

function Changes({ changes }: { readonly changes: Simulation["changes"] }) {
  return (
    <Table
      caption="Each change under both policies, those that end otherwise first"
      rows={changes}
      keyOf={({ change, environment }) => `${change.id} ${environment ?? ""}`}
      columns={[
        { head: "Change", heading: true, cell: ({ change }) => <ChangeLink id={change.id} title={change.title} row /> },
        { head: "For", cell: ({ environment }) => environment ?? "merging" },
        { head: "Judged as of", cell: ({ at }) => <Time at={at} /> },
        { head: "In force", cell: ({ before }) => <VerdictMark verdict={before.verdict} /> },
        { head: "This text", cell: ({ after }) => <VerdictMark verdict={after.verdict} /> },
        { head: "Why", cell: (row) => <Why row={row} /> },
      ]}
    />
  );
}

function Why({ row: { before, after, differs } }: { readonly row: Simulation["changes"][number] }) {
  const tier = before.tier === after.tier ? "" : `Tier ${after.tier} instead of ${before.tier}. `;
  if (!differs) return <span className="quiet">{`${tier}The same.`}</span>;
  return (
    <details>
      <summary>Both in words</summary>
      <p>{tier}</p>
      <p>In force: {before.headline}</p>
      <p>This text: {after.headline}</p>
    </details>
  );
}
