import { useMutation } from "@tanstack/react-query";
import { type ChangeEvent, useState } from "react";
import { call } from "../../api/client.ts";
import { Button } from "../../parts/button.tsx";
import { Field } from "../../parts/field.tsx";
import { Section } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Says } from "../../parts/says.tsx";
import { plural } from "../../words.ts";
import { Gates } from "./gates.tsx";
import { Differences } from "./history.tsx";
import { Outcome, Problems, textInForce } from "./simulate.tsx";
import { type Adoption, asNext, draftSentence, type Policy, type Preview, placeWord, previewSentence, rulesAsNamed, rulesIn, type TextProblem } from "./words.ts";

/** A version that is being written. */
export interface Draft {
  readonly text: string;
  /** Rule files that were chosen here. */
  readonly rules: readonly { readonly path: string; readonly text: string }[];
}

export const noDraft: Draft = { text: "", rules: [] };

interface Writing {
  readonly policy: Policy;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
}

/** The text, and below it what it would be as a policy. What was found is gone as soon as the text is another. */
export function WriteAndLook({ policy, draft, onDraft, onSign }: Writing & { readonly onSign: (before: Adoption | null) => Promise<void> }) {
  const body = bodyOf(policy, draft);
  const looking = useMutation({ mutationFn: () => call("policy.preview", { body }) });
  const [looked, setLooked] = useState<Draft | null>(null);
  const found = looked === draft ? looking.data : undefined;
  const look = () => {
    setLooked(draft);
    looking.mutate();
  };
  return (
    <>
      <div className="form trial">
        <Text policy={policy} draft={draft} onDraft={onDraft} />
        <div className="dialog-act">
          <Button kind={found === undefined ? "primary" : "plain"} busy={looking.isPending} why={draft.text.trim() === "" ? "There is no text yet." : undefined} onClick={look}>
            {looking.isPending ? "Looking…" : "Look at it"}
          </Button>
        </div>
        <Problem error={looked === draft ? looking.error : null} />
      </div>
      <div aria-live="polite">{found === undefined ? null : <Found policy={policy} draft={draft} found={found} onSign={() => onSign(found.inForce)} />}</div>
    </>
  );
}

function bodyOf({ project }: Policy, draft: Draft) {
  return { text: draft.text, rules: rulesIn(draft), ...(project === null ? {} : { project }) };
}

function Text({ policy, draft, onDraft }: Writing) {
  const { project } = policy;
  const before = project === null ? policy.organisation : policy.own;
  const { put, replaced, bringBack } = useReplacing(draft, onDraft);
  const begin = useMutation({ mutationFn: () => textInForce(policy), onSuccess: (text) => put({ ...draft, text: before === null ? text : asNext(text) }) });
  const take = useMutation({
    mutationFn: async (id: string) => (await call("policy.file", { params: { project: id } })).file,
    onSuccess: (file) => {
      if (file !== null) put({ text: file.text, rules: file.rules });
    },
  });
  return (
    <>
      <Field
        label={project === null ? "The organisation’s policy, as it shall be" : `The policy of ${project}, as it shall be`}
        hint="YAML. What it leaves out stays as the default has it."
        rows={18}
        spellCheck={false}
        value={draft.text}
        onChange={(event) => onDraft({ ...draft, text: event.target.value })}
      />
      <div className="dialog-act">
        {project === null ? null : (
          <Button busy={take.isPending} onClick={() => take.mutate(project)}>
            Take the file from its repository
          </Button>
        )}
        <Button busy={begin.isPending} onClick={() => begin.mutate()}>
          Begin with the text in force
        </Button>
      </div>
      <div aria-live="polite">
        {replaced ? (
          <p className="soft">
            What you wrote was replaced.{" "}
            <Button small kind="quiet" onClick={bringBack}>
              Bring it back
            </Button>
          </p>
        ) : null}
      </div>
      {take.data === null ? <p className="soft">The branch that its changes go to holds no .countersign/policy.yaml.</p> : null}
      <Problem error={begin.error ?? take.error} />
      <Files draft={draft} onDraft={onDraft} onText={(text) => put({ ...draft, text })} />
    </>
  );
}

/** Puts a whole text in place of another, and keeps what was written by hand so that it can be brought back. What came whole and was left as it came is not kept: it can be taken again. */
function useReplacing(draft: Draft, onDraft: (draft: Draft) => void) {
  const [whole, setWhole] = useState<string | null>(null);
  const [kept, setKept] = useState<Draft | null>(null);
  const written = draft.text.trim() !== "" && draft.text !== whole;
  const put = (next: Draft) => {
    if (written && next.text !== draft.text) setKept(draft);
    setWhole(next.text);
    onDraft(next);
  };
  const bringBack = () => {
    setKept(written ? draft : null);
    if (kept !== null) onDraft(kept);
  };
  return { put, replaced: kept !== null, bringBack };
}

function Files({ draft, onDraft, onText }: Omit<Writing, "policy"> & { readonly onText: (text: string) => void }) {
  const chosen = rulesIn(draft)
    .map(({ path }) => path)
    .join(", ");
  return (
    <div className="choosing">
      <Field label="Or choose a file" type="file" accept=".yaml,.yml,text/yaml" onChange={(event) => void read(event, ([file]) => file && onText(file.text))} />
      {/^\s*constraints:/m.test(draft.text) ? (
        <Field
          label="Rule files that its constraints name"
          hint={chosen === "" ? "Those in force stay where none is chosen." : `Chosen: ${chosen}. The others stay as they are in force.`}
          type="file"
          multiple
          onChange={(event) => void read(event, (files) => onDraft({ ...draft, rules: rulesAsNamed(draft.text, files) }))}
        />
      ) : null}
    </div>
  );
}

interface ReadFile {
  readonly name: string;
  readonly text: string;
}

async function read({ target }: Pick<ChangeEvent, "target">, done: (files: readonly ReadFile[]) => void): Promise<void> {
  const chosen = target instanceof HTMLInputElement ? target.files : null;
  done(await Promise.all([...(chosen ?? [])].map(async (file) => ({ name: file.name, text: await file.text() }))));
}

function Found({ policy, draft, found, onSign }: { readonly policy: Policy; readonly draft: Draft; readonly found: Preview; readonly onSign: () => Promise<void> }) {
  const { refusal, stands, problems, would } = found;
  const others = problems.filter(({ sentence }) => sentence !== refusal?.sentence);
  return (
    <Section title="What it would be" note={previewSentence(found)}>
      {refusal === null ? null : <Refused refusal={refusal} />}
      {would === null || stands ? null : <Would would={would} />}
      {others.length === 0 ? null : (
        <details className="fold" open={others.some(({ level }) => level === "error")}>
          <summary>{plural(others.length, "finding")} of the lint</summary>
          <Problems problems={others} />
        </details>
      )}
      {would === null || stands ? null : <Trial policy={policy} draft={draft} />}
      {refusal !== null || stands ? null : (
        <p className="ceremony-verbs beneath">
          <Button kind="primary" onClick={() => void onSign()}>
            Go on to sign it
          </Button>
          <span className="quiet">Nothing is in force before your signature.</span>
        </p>
      )}
    </Section>
  );
}

function Refused({ refusal }: { readonly refusal: TextProblem }) {
  const { sentence, hint, code } = refusal;
  return (
    <div className="problem" role="alert">
      <p className="problem-detail">
        It cannot come into force{placeWord(refusal)}: <Says text={sentence} />
      </p>
      {hint === "" ? null : (
        <p>
          <Says text={hint} />
        </p>
      )}
      <p className="problem-code">
        <span className="unseen">Code: </span>
        <code>{code}</code>
      </p>
    </div>
  );
}

function Would({ would }: { readonly would: NonNullable<Preview["would"]> }) {
  return (
    <>
      <p className="outcome-sentence beneath">{draftSentence(would.entries)}</p>
      {would.entries.length === 0 ? null : <Differences entries={would.entries} caption="What it asks differently from what is in force" />}
      <details className="fold">
        <summary>All that it would ask, in words</summary>
        <Gates policy={would} />
      </details>
    </>
  );
}

/** What past changes would have met; one click away, since it judges all of them again. */
function Trial({ policy, draft }: { readonly policy: Policy; readonly draft: Draft }) {
  const trial = useMutation({ mutationFn: () => call("policy.simulate", { body: bodyOf(policy, draft) }) });
  return (
    <div className="beneath">
      {trial.data === undefined ? (
        <Button busy={trial.isPending} onClick={() => trial.mutate()}>
          {trial.isPending ? "Judging again…" : "Try it on past changes"}
        </Button>
      ) : (
        <Outcome simulation={trial.data} />
      )}
      <Problem error={trial.error} />
    </div>
  );
}
