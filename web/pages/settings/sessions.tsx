import type { Answer } from "../../api/client.ts";
import { useAnswer, useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Section } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { Table } from "../../parts/table.tsx";
import { Time } from "../../parts/when.tsx";
import { browserName } from "./browser-name.ts";

type Session = Answer<"me.sessions">["items"][number];

/** Where the person is signed in. */
export function Sessions() {
  const { data, error } = useAnswer("me.sessions");
  return (
    <Section title="Sessions" note="Every browser in which you are signed in. End the ones that you don't know.">
      {data === undefined ? error === null ? <Loading what="Reading your sessions" /> : null : <SessionTable items={data.items} />}
      <Problem error={error} />
    </Section>
  );
}

function SessionTable({ items }: { readonly items: readonly Session[] }) {
  return (
    <Table
      caption="Your sessions"
      rows={items}
      keyOf={({ id }) => id}
      columns={[
        { head: "Browser", heading: true, cell: ({ browser }) => browserName(browser) },
        { head: "Since", cell: ({ since }) => <Time at={since} /> },
        { head: "Last used", cell: ({ used }) => <Time at={used} /> },
        { head: "Ends", cell: ({ until }) => <Time at={until} /> },
        { head: "Action", cell: (session) => <EndSession session={session} /> },
      ]}
    />
  );
}

function EndSession({ session: { id, browser, current } }: { readonly session: Session }) {
  const { mutate, isPending, error } = useSend("me.endSession", () => announce("The session has ended."));
  if (current) return <span className="quiet">this one</span>;
  return (
    <>
      <Button small busy={isPending} onClick={() => mutate({ params: { session: id } })}>
        End <span className="unseen">the session in {browserName(browser)}</span>
      </Button>
      <Problem error={error} />
    </>
  );
}
