import { Link } from "@tanstack/react-router";
import { useAnswer } from "../../api/queries.ts";
import type { ChangePage } from "../../diff/shapes.ts";
import { People } from "../../parts/person.tsx";

interface Given {
  readonly page: ChangePage;
  readonly code: string;
}

/** Where a reason that lies in how the project or a tool is governed is mended; nothing for any other reason. */
export function Governed({ page, code }: Given) {
  if (code === "blueprint-running" || code === "charter-missing") return <OfBlueprint page={page} code={code} />;
  const told = toolWords[code];
  return told === undefined ? null : <OfTools page={page} told={told} />;
}

function OfBlueprint({ page: { change }, code }: Given) {
  const { project, id } = change;
  const { data } = useAnswer("blueprint.read", { params: { project } });
  const signs = code === "charter-missing";
  return (
    <p className="soft">
      {signs ? "Sign " : "Close "}
      <Link to={(signs ? "/blueprint/charter" : "/blueprint") as string} search={{ project } as never}>
        {signs ? `the charter of ${project}` : `the blueprint of ${project}`}
      </Link>
      , or{" "}
      <Link to={"/blueprint" as string} search={{ project, change: id } as never}>
        except this change
      </Link>
      {data === undefined ? null : (
        <>
          , which <People people={data.may.except} /> can do
        </>
      )}
      .
    </p>
  );
}

const toolWords: Readonly<Record<string, string>> = {
  "tool-suspended": "Who suspended it, and who lets it in again: ",
  "tool-under-review": "What is left of the review, and whose turn it is: ",
  "tool-unregistered": "What is registered, by whom, and under which conditions: ",
};

function OfTools({ page: { change }, told }: Pick<Given, "page"> & { readonly told: string }) {
  const { project } = change;
  return (
    <p className="soft">
      {told}
      <Link to={"/ai-tools" as string} search={{ project } as never}>
        the AI tools of {project}
      </Link>
      .
    </p>
  );
}
