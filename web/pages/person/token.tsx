import { type FormEvent, useState } from "react";
import type { Answer, Given } from "../../api/client.ts";
import { wrongAt } from "../../api/problem.ts";
import { useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Check, Field } from "../../parts/field.tsx";
import { Problem } from "../../parts/problem.tsx";
import { ShownOnce } from "../../parts/shown-once.tsx";
import type { PersonDetail } from "../people/words.ts";

type Scope = Given<"tokens.issue">["body"]["scopes"][number];

const scopes: readonly (readonly [scope: Scope, says: string])[] = [
  ["read", "read changes, policy and ledger"],
  ["propose", "put changes forward"],
  ["evidence", "attach reports of tests, coverage and analysis"],
  ["gate", "ask the gate for a verdict"],
  ["deploy", "record what was deployed"],
];

/** Issues a token to an agent; its text is shown once. */
export function IssueToken({ agent }: { readonly agent: PersonDetail }) {
  const [open, setOpen] = useState(false);
  const [issued, setIssued] = useState<Answer<"tokens.issue"> | null>(null);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Issue a token</Button>
      {open ? (
        <IssueForm
          agent={agent}
          onClose={() => setOpen(false)}
          onDone={(answer) => {
            setOpen(false);
            setIssued(answer);
          }}
        />
      ) : null}
      {issued === null ? null : (
        <ShownOnce title={`Token of ${agent.name}`} secret={issued.secret} what="token" onClose={() => setIssued(null)}>
          <p>Put it where the pipeline keeps its secrets. It is shown this once and kept nowhere; whoever loses it issues another one.</p>
        </ShownOnce>
      )}
    </>
  );
}

function IssueForm({ agent, onClose, onDone }: { readonly agent: PersonDetail; readonly onClose: () => void; readonly onDone: (answer: Answer<"tokens.issue">) => void }) {
  const [label, setLabel] = useState("");
  const [chosen, setChosen] = useState<readonly Scope[]>([]);
  const [until, setUntil] = useState(inNinetyDays);
  const { mutate, isPending, error } = useSend("tokens.issue", onDone);
  const missing = label.trim() === "" ? "Say what it is for." : chosen.length === 0 ? "Choose what it may do." : until === "" ? "Say until when." : undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    mutate({ body: { agent: agent.id, label: label.trim(), scopes: [...chosen], until } });
  };
  return (
    <Dialog title={`Issue a token to ${agent.name}`} onClose={onClose}>
      <form className="form" onSubmit={send}>
        <Field label="What it is for" hint="Such as: GitHub Actions, shop." value={label} wrong={wrongAt(error, "label")} onChange={(event) => setLabel(event.target.value)} />
        <fieldset className="radio-group">
          <legend>It may</legend>
          <div className="radios">
            {scopes.map(([scope, says]) => (
              <Check key={scope} label={says} checked={chosen.includes(scope)} onChange={(on) => setChosen(on ? [...chosen, scope] : chosen.filter((each) => each !== scope))} />
            ))}
          </div>
        </fieldset>
        <Field label="Until" hint="The last day, in UTC." type="date" value={until} wrong={wrongAt(error, "until")} onChange={(event) => setUntil(event.target.value)} />
        <p className="soft">No token decides, waives, resolves, grants or changes a policy.</p>
        <Problem error={error} fields={["label", "until"]} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={missing}>
            Issue the token
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function inNinetyDays(): string {
  return new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10);
}
