import { useDeferredValue, useEffect, useState } from "react";
import { call } from "../../api/client.ts";
import { useAnswer } from "../../api/queries.ts";
import { bytesText } from "../../diff/file-words.ts";
import type { ChangePage } from "../../diff/shapes.ts";
import { Choices } from "../../parts/choices.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Digest } from "../../parts/digest.tsx";
import { Filter } from "../../parts/filter.tsx";
import { Known } from "../../parts/known.tsx";
import { Facts } from "../../parts/page.tsx";
import { VerdictMark } from "../../parts/verdict.tsx";
import { Time } from "../../parts/when.tsx";
import { plural } from "../../words.ts";
import { CheckBehind } from "./check.tsx";
import { Results, type ResultsPage } from "./results.tsx";
import { groupWords, manyRows, resultMark } from "./words.ts";

type Item = ChangePage["evidence"][number];

interface Given {
  readonly change: string;
  readonly item: Item;
  /** The newest revision of the change. */
  readonly now: number;
  /** Leaves the report for a file in the diff. */
  readonly onPath: (path: string) => void;
  readonly onClose: () => void;
}

/** A report opened: what is known of it, which checks it decides, its single results, and the file as it was handed in. */
export function Report({ change, item, now, onPath, onClose }: Given) {
  useEffect(() => {
    // What was opened is kept with the decision (R25); that it could not be kept is no reason not to show it.
    void call("evidence.opened", { params: { change, evidence: item.id } }).catch(() => undefined);
  }, [change, item.id]);
  const address = `/api/changes/${encodeURIComponent(change)}/evidence/${encodeURIComponent(item.id)}/file`;
  return (
    <Dialog title={item.name ?? item.id} side onClose={onClose}>
      <p>{item.verdict}</p>
      {item.revision !== null && item.revision !== now ? (
        <p className="warning">
          It is of revision {item.revision} and does not count: revision {now} has another commit.
        </p>
      ) : null}
      <Facts
        items={[
          ["Kind", item.kind === null ? "not recognised" : `${item.kind}, as ${item.format ?? "unknown"}`],
          ["Producer", item.producer],
          ["Commit", <Digest key="commit" value={item.commit} of="commit" />],
          ["Handed in", <Time key="at" at={item.at} exactly />],
          ["Size", bytesText(item.bytes)],
          ["SHA-256", item.sha256 === "" ? "erased" : <Digest key="sha" value={item.sha256} of="report" />],
          ["State", `${item.state}${item.counts ? ", counts" : ", does not count"}`],
        ]}
      />
      {item.checks.map((check) => (
        <div key={check.id}>
          <p>
            <VerdictMark {...resultMark(check.result)} /> {check.says}
          </p>
          <CheckBehind check={check} />
        </div>
      ))}
      <SingleResults change={change} evidence={item.id} onPath={onPath} />
      {item.available ? (
        <p>
          <a href={address} download>
            Download the file as it was handed in
          </a>
        </p>
      ) : null}
    </Dialog>
  );
}

/** Characters that the server looks for at most. */
const mostFind = 200;

function SingleResults({ change, evidence, onPath }: { readonly change: string; readonly evidence: string } & Pick<Given, "onPath">) {
  const [group, setGroup] = useState<ResultsPage["groups"][number]["id"] | null>(null);
  const [find, setFind] = useState("");
  const looked = useDeferredValue(find.trim().slice(0, mostFind));
  const answer = useAnswer("evidence.read", { params: { change, evidence }, query: { ...(group === null ? {} : { group }), ...(looked === "" ? {} : { find: looked }) } });
  return (
    <Known of={answer} what="Opening the report">
      {(page) => {
        const all = page.groups.reduce((sum, { count }) => sum + count, 0);
        const offers = page.groups.map(({ id, count }) => ({ id, says: groupWords[id], count }));
        return (
          <>
            {offers.length > 1 ? <Choices all={all} offers={offers} chosen={group} onChoose={setGroup} /> : null}
            {all > manyRows || find !== "" || (page.groups.length === 0 && page.more > 0) ? <Filter label="Find in the report" value={find} onChange={setFind} /> : null}
            <Results page={page} onPath={onPath} />
            {looked !== "" && isEmpty(page) ? <p className="quiet">Nothing in the report reads like that.</p> : null}
            {page.more === 0 ? null : <p className="quiet">{plural(page.more, "more result")} in the file.</p>}
          </>
        );
      }}
    </Known>
  );
}

function isEmpty({ cases, coverage, findings, advisories, components, references }: ResultsPage): boolean {
  return [cases, coverage, findings, advisories, components, references].every((list) => list.length === 0);
}
