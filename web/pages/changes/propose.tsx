import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useId, useState } from "react";
import { useAnswer, useSend } from "../../api/queries.ts";
import { Button, ButtonLink } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Field, RadioGroup } from "../../parts/field.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Select } from "../../parts/select.tsx";
import { announce } from "../../parts/status.tsx";
import { useAdopts } from "../person/may.ts";
import { adoptPage, isOutdated, type Project, titleHint, type Used, usedTools, wrongAt } from "./words.ts";

/** Puts a change forward from a project's registered repository; the answer is the change. */
export function Propose({ onClose }: { readonly onClose: () => void }) {
  const projects = useAnswer("projects.list");
  const [first] = projects.data?.items ?? [];
  return (
    <Dialog title="Put a change forward" onClose={onClose}>
      {projects.data === undefined ? projects.error === null ? <Loading what="Asking which projects there are" /> : null : null}
      <Problem error={projects.error} />
      {projects.data === undefined ? null : first === undefined ? <NoProject /> : <Form projects={projects.data.items} first={first} />}
    </Dialog>
  );
}

function NoProject() {
  return (
    <Empty title="No project is registered.">
      On the server’s machine, in a clone of the repository, run <code>countersign init</code>. It is then chosen here.
    </Empty>
  );
}

const tools: readonly { readonly value: Used; readonly label: string }[] = [
  { value: "unsaid", label: "I do not say" },
  { value: "none", label: "No AI tool" },
  { value: "these", label: "These:" },
];

function Form({ projects, first }: { readonly projects: readonly Project[]; readonly first: Project }) {
  const navigate = useNavigate();
  const [project, setProject] = useState(first.id);
  const [given, setGiven] = useState({ head: "", title: "", requirement: "", tools: "" });
  const [used, setUsed] = useState<Used>("unsaid");
  const branches = useAnswer("projects.branches", { params: { project } });
  const { mutate, isPending, error, reset } = useSend("changes.propose", ({ change, again }) => {
    announce(again ? "It was put forward before; nothing was recorded." : "The change is put forward.");
    void navigate({ to: "/changes/$change", params: { change } });
  });
  const set = (part: Partial<typeof given>) => {
    reset();
    setGiven({ ...given, ...part });
  };
  const target = projects.find(({ id }) => id === project)?.branch ?? first.branch;
  const send = (event: FormEvent) => {
    event.preventDefault();
    const declared = usedTools(used, given.tools);
    const words = { ...(given.title.trim() ? { title: given.title.trim() } : {}), ...(given.requirement.trim() ? { requirement: given.requirement.trim() } : {}) };
    mutate({ body: { project, head: given.head.trim(), base: target, ...words, ...(declared === undefined ? {} : { declared }) } });
  };
  const wrong = wrongAt(error) ?? wrongAt(branches.error);
  const choose = (id: string) => {
    reset();
    setProject(id);
  };
  return (
    <form className="form" onSubmit={send}>
      <div className="field">
        <Select label="Project" value={project} choices={projects.map(({ id }) => ({ value: id, label: id }))} onChange={choose} />
        {wrong?.field === "project" ? <p className="field-wrong">{wrong.says}</p> : null}
      </div>
      <Head
        value={given.head}
        target={target}
        branches={branches.data?.branches.map(({ name }) => name) ?? []}
        wrong={wrong?.field === "head" ? wrong.says : undefined}
        onChange={(head) => set({ head })}
      />
      <Field
        label="Title"
        hint={titleHint(given.head, branches.data?.branches ?? [])}
        value={given.title}
        maxLength={500}
        onChange={(event) => set({ title: event.target.value })}
      />
      <Field
        label="Linked requirement"
        hint="The ticket or requirement that whoever judges it holds it against, such as SHOP-12."
        value={given.requirement}
        maxLength={200}
        onChange={(event) => set({ requirement: event.target.value })}
      />
      <RadioGroup label="AI tools that wrote part of it" hint="Beside what its commits say." inline value={used} onChange={setUsed} choices={tools} />
      {used === "these" ? (
        <Field label="Tools" hint="By name, with commas between them: claude-code, copilot." value={given.tools} onChange={(event) => set({ tools: event.target.value })} />
      ) : null}
      {wrongAt(error) === null ? <Problem error={error} action={isOutdated(error) ? <WayOut project={project} /> : undefined} /> : null}
      <div className="dialog-act">
        <Button kind="primary" type="submit" busy={isPending} why={given.head.trim() === "" ? "The branch or commit is missing." : undefined}>
          {isPending ? "Reading who wrote it…" : "Put it forward"}
        </Button>
      </div>
    </form>
  );
}

// Where the policy that the repository holds is put in force; who may, the hint says.
function WayOut({ project }: { readonly project: string }) {
  const { data } = useAnswer("policy.file", { params: { project } });
  const adopts = useAdopts();
  if (!adopts || data === undefined || data.file === null) return null;
  return <ButtonLink to={adoptPage(project)}>Put the policy of {project} in force</ButtonLink>;
}

function Head({
  value,
  target,
  branches,
  wrong,
  onChange,
}: {
  readonly value: string;
  readonly target: string;
  readonly branches: readonly string[];
  readonly wrong: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <>
      <Field
        label="Branch or commit"
        hint={`As the repository on the server’s machine has it. It is held against ${target.replace(/^refs\/heads\//, "")}.`}
        list={id}
        spellCheck={false}
        autoCapitalize="none"
        autoComplete="off"
        maxLength={500}
        required
        value={value}
        wrong={wrong}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={id}>
        {branches.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
