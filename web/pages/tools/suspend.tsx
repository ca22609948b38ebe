import { type FormEvent, useState } from "react";
import { useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Field, RadioGroup } from "../../parts/field.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { Person } from "../../parts/person.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { Time } from "../../parts/when.tsx";
import { useMe } from "../../shell/me.ts";
import { shortReason } from "../reason.ts";
import type { Tool } from "./words.ts";

/** Suspends a tool at once, for this project or for all of them. Drawn for whoever may. */
export function Suspend({ tool, project }: { readonly tool: Tool; readonly project: string | null }) {
  const [open, setOpen] = useState(false);
  const scopes = [...(project === null ? [] : [project]), null].filter((scope) => !tool.suspensions.some((each) => each.by !== null && each.project === scope));
  if (!useLeads(tool) || scopes.length === 0 || tool.suspensions.some((each) => each.project === null)) return null;
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        Suspend <span className="unseen">{tool.name}</span>
      </Button>
      {open ? <Say tool={tool} scopes={scopes} suspended onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function useLeads({ leaders }: Tool): boolean {
  const { acts, person } = useMe();
  return acts && leaders.some(({ id }) => id === person.id);
}

/** Each suspension that holds, with who decided it and why, and the way back. */
export function Suspensions({ tool }: { readonly tool: Tool }) {
  if (tool.suspensions.length === 0) return null;
  return (
    <ul className="events">
      {tool.suspensions.map((suspension) => (
        <Suspension key={suspension.index ?? "policy"} tool={tool} suspension={suspension} />
      ))}
    </ul>
  );
}

function Suspension({ tool, suspension: { project, by, time, index, reason } }: { readonly tool: Tool; readonly suspension: Tool["suspensions"][number] }) {
  const [open, setOpen] = useState(false);
  const leads = useLeads(tool);
  if (by === null) return <li>Suspended by the policy; another version of it lets the tool in again.</li>;
  return (
    <li>
      <p>
        Suspended for {project ?? "every project"}.{" "}
        <span className="quiet">
          <Person person={by} />
          {time === null ? null : (
            <>
              , <Time at={time} />
            </>
          )}
          {index === null ? null : (
            <>
              , <EntryLink index={index} />
            </>
          )}
        </span>
      </p>
      {reason === null ? null : <blockquote>{reason}</blockquote>}
      {leads ? (
        <Button small onClick={() => setOpen(true)}>
          Let in again{" "}
          <span className="unseen">
            {tool.name}
            {project === null ? "" : ` in ${project}`}
          </span>
        </Button>
      ) : null}
      {open ? <Say tool={tool} scopes={[project]} suspended={false} onClose={() => setOpen(false)} /> : null}
    </li>
  );
}

const everywhere = "every project";

function Say({
  tool,
  scopes,
  suspended,
  onClose,
}: {
  readonly tool: Tool;
  readonly scopes: readonly (string | null)[];
  readonly suspended: boolean;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState("");
  const [scope, setScope] = useState<string | null>(scopes.length === 1 ? (scopes[0] ?? everywhere) : null);
  const { mutate, isPending, error } = useSend("aiTools.suspend", () => {
    announce(suspended ? `${tool.name} is suspended.` : `${tool.name} is let in again.`);
    onClose();
  });
  const missing = scope === null ? "Choose where it is suspended." : shortReason(reason);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (missing !== undefined) return;
    mutate({ params: { tool: tool.tool }, body: { suspended, reason: reason.trim(), ...(scope === null || scope === everywhere ? {} : { project: scope }) } });
  };
  return (
    <Dialog title={suspended ? `Suspend ${tool.name}` : `Let ${tool.name} in again`} onClose={onClose}>
      <form className="form" onSubmit={send}>
        <p>
          {suspended
            ? "From now on every new change that it wrote is denied. Nothing that was deployed is touched."
            : "From now on changes that it wrote are judged like any other."}
        </p>
        {scopes.length > 1 ? (
          <RadioGroup
            label="Where"
            choices={scopes.map((each) => ({ value: each ?? everywhere, label: each === null ? "In every project" : `In ${each}` }))}
            value={scope}
            onChange={setScope}
          />
        ) : null}
        <Field
          label="Why"
          hint="20 to 2,000 characters. It stands in the ledger and with every change that it denies."
          rows={3}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Problem error={error} />
        <div className="dialog-act">
          <Button kind="primary" type="submit" busy={isPending} why={missing}>
            {suspended ? "Suspend it now" : "Let it in again"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
