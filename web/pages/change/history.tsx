import { Link } from "@tanstack/react-router";
import { useAnswer } from "../../api/queries.ts";
import { Loading } from "../../parts/loading.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Time } from "../../parts/when.tsx";
import { Manifest } from "./manifest.tsx";

/** Everything that happened to a change, in the order of the ledger. */
export function ChangeHistory({ change }: { readonly change: string }) {
  const { data, error } = useAnswer("changes.history", { params: { change } });
  if (data === undefined) return error === null ? <Loading what="Reading the history" /> : <Problem error={error} />;
  return (
    <ol className="items history">
      {data.items.map(({ index, at, sentence, decision }) => (
        <li key={index} className="item">
          <p>{sentence}</p>
          {decision === null ? null : <Manifest meaning={decision.meaning} time={decision.time} />}
          <p className="quiet">
            <Link to="/ledger/$index" params={{ index: String(index) }}>
              entry {index}
            </Link>
            , <Time at={at} />
          </p>
        </li>
      ))}
    </ol>
  );
}
