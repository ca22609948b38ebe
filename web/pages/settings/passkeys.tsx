import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Answer } from "../../api/client.ts";
import { addPasskey, provePresence } from "../../api/passkeys.ts";
import { refresh, useAnswer, useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Dialog } from "../../parts/dialog.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Section } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";
import { Table } from "../../parts/table.tsx";
import { useMe } from "../../shell/me.ts";

type Passkey = Answer<"me.passkeys">["items"][number];

/** The keys that open this place and sign for the person. */
export function Passkeys() {
  const { data, error } = useAnswer("me.passkeys");
  return (
    <Section
      title="Passkeys"
      note="You sign in with a passkey, and the same key signs your decisions. A second one, on another device, gets you in when the first is lost."
      beside={<AddPasskey />}
    >
      {data === undefined ? error === null ? <Loading what="Reading your passkeys" /> : null : data.items.length === 0 ? <NoPasskey /> : <PasskeyTable items={data.items} />}
      <Problem error={error} />
    </Section>
  );
}

function PasskeyTable({ items }: { readonly items: readonly Passkey[] }) {
  const signing = items.filter(({ revoked }) => !revoked).length;
  return (
    <Table
      caption="Your passkeys"
      rows={items}
      keyOf={({ fingerprint }) => fingerprint}
      columns={[
        { head: "Fingerprint", heading: true, cell: ({ fingerprint }) => <code className="fingerprint">{fingerprint}</code> },
        { head: "Kept", cell: ({ synced }) => (synced === null ? "not known" : synced ? "on several devices" : "on one device") },
        { head: "Enrolled in fact", numeric: true, cell: ({ enrolledAt }) => <Link to={`/ledger/${enrolledAt}` as string}>{enrolledAt}</Link> },
        { head: "State", cell: (passkey) => (passkey.revoked ? <span className="quiet">ended</span> : <EndPasskey passkey={passkey} last={signing === 1} />) },
      ]}
    />
  );
}

/** Ending a key cannot be taken back, so it is asked once more, with what follows. */
function EndPasskey({ passkey: { fingerprint }, last }: { readonly passkey: Passkey; readonly last: boolean }) {
  const [asking, setAsking] = useState(false);
  const { mutate, isPending, error } = useSend("keys.revoke", () => {
    setAsking(false);
    announce("The passkey has ended.");
  });
  return (
    <>
      <Button small onClick={() => setAsking(true)}>
        End <span className="unseen">the passkey {fingerprint}</span>
      </Button>
      {asking ? (
        <Dialog title="End this passkey" onClose={() => setAsking(false)}>
          <p>
            <code className="fingerprint">{fingerprint}</code>
          </p>
          <p>
            It opens and signs nothing from now on; what it signed before stays valid. This cannot be taken back.
            {last ? " It is your last one: without another way in, an administrator has to invite you again." : ""}
          </p>
          <div className="acts">
            <Button kind="primary" busy={isPending} onClick={() => mutate({ body: { fingerprint } })}>
              End the passkey
            </Button>
            <Button onClick={() => setAsking(false)}>Keep it</Button>
          </div>
          <Problem error={error} />
        </Dialog>
      ) : null}
    </>
  );
}

function NoPasskey() {
  return <Empty title="You have no passkey yet.">You came in through your company. To sign a decision you need a key of your own; adding one takes a few seconds.</Empty>;
}

function AddPasskey() {
  const { proved, passkeys } = useMe();
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      // Whoever changes how one signs in proves first that it is them; with no key yet there is nothing to prove it with.
      if (!proved && passkeys > 0) await provePresence();
      await addPasskey();
    },
    onSuccess: async () => {
      announce("The passkey was added.");
      await refresh(client);
    },
  });
  return (
    <div className="beside">
      <Button busy={isPending} onClick={() => mutate()}>
        {isPending ? "Waiting for your device…" : "Add a passkey"}
      </Button>
      <Problem error={error} />
    </div>
  );
}
