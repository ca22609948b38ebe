import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Answer, call } from "../../api/client.ts";
import { Button } from "../../parts/button.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Loading } from "../../parts/loading.tsx";
import { OriginBar } from "../../parts/origin.tsx";
import { Page, Tag } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { useRowKeys } from "../../shell/keys.ts";
import { useMe } from "../../shell/me.ts";
import { plural } from "../../words.ts";
import { sizeOf } from "../inbox/words.ts";
import { Propose } from "./propose.tsx";
import "../../style/lists.css";

type Change = Answer<"changes.list">["items"][number];

/** Every change that was put forward, whoever's turn it is. */
export function ChangesPage() {
  useRowKeys("change");
  const { acts } = useMe();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ["changes.list", "pages"],
    queryFn: ({ pageParam }) => call("changes.list", { query: pageParam === null ? {} : { cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });
  const changes = data?.pages.flatMap(({ items }) => items);
  return (
    <Page title="Changes" answer={changes === undefined ? undefined : sentence(changes, hasNextPage)} beside={acts ? <PutForwardButton /> : undefined}>
      {changes === undefined ? error === null ? <Loading what="Reading the changes" /> : null : changes.length === 0 ? <None /> : <ChangeTable changes={changes} />}
      {hasNextPage ? (
        <p className="more">
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show earlier changes
          </Button>
        </p>
      ) : null}
      <Problem error={error} />
    </Page>
  );
}

function PutForwardButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Put a change forward</Button>
      {open ? <Propose onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function sentence(changes: readonly Change[], more: boolean): string {
  if (changes.length === 0) return "No change was put forward yet.";
  return more ? `The newest ${changes.length} changes, from every project.` : `${plural(changes.length, "change")} ${changes.length === 1 ? "was" : "were"} put forward so far.`;
}

function None() {
  return (
    <Empty title="A change begins in its repository.">
      Put one forward here from a branch of a registered repository, with <code>countersign propose</code> in a clone, or from the pipeline; it then appears with its tier and what
      it needs.
    </Empty>
  );
}

function ChangeTable({ changes }: { readonly changes: readonly Change[] }) {
  return (
    <Table
      caption="Changes, the newest first"
      rows={changes}
      keyOf={({ id }) => id}
      columns={[
        {
          head: "Change",
          heading: true,
          cell: ({ id, title }) => (
            <Link to={`/changes/${encodeURIComponent(id)}` as string} data-row>
              {title || id}
            </Link>
          ),
        },
        { head: "Project", cell: ({ project }) => project },
        { head: "Tier", cell: ({ tier }) => <Tag>{tier}</Tag> },
        { head: "Size", cell: (change) => <span className="nowrap">{sizeOf(change)}</span> },
        { head: "Origin", cell: ({ origin }) => <OriginBar counts={origin} compact /> },
        { head: "Put forward", cell: ({ proposer, proposedAt }) => <PutForward name={proposer.name} at={proposedAt} /> },
      ]}
    />
  );
}

function PutForward({ name, at }: { readonly name: string; readonly at: string }) {
  return (
    <>
      <Time at={at} />
      <span className="beneath">by {name}</span>
    </>
  );
}
