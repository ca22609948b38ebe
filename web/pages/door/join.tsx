import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/client.ts";
import { joinWithPasskey } from "../../api/passkeys.ts";
import { Button, ButtonLink } from "../../parts/button.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Time } from "../../parts/when.tsx";
import { roleName, together } from "../../words.ts";
import { Door } from "./door.tsx";

/** Spends an invitation. Its secret stands behind `#`, which no browser sends and no log keeps. */
export function JoinPage() {
  const [secret] = useState(() => location.hash.slice(1));
  const { data: joining, error } = useQuery({ queryKey: ["join.look", secret], queryFn: () => call("join.look", { body: { secret } }), enabled: secret !== "", retry: false });
  if (secret === "") return <NoSecret />;
  return (
    <Door title="Join" organisation={joining?.organisation} sample={joining?.sample} error={error}>
      {joining === undefined ? (
        error === null ? (
          <Loading what="Reading the invitation" />
        ) : (
          <ButtonLink to="/sign-in">Sign in instead</ButtonLink>
        )
      ) : (
        <Invited secret={secret} joining={joining} />
      )}
    </Door>
  );
}

function Invited({ secret, joining }: { readonly secret: string; readonly joining: { readonly name: string; readonly roles: readonly string[]; readonly until: string } }) {
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => joinWithPasskey(secret),
    onSuccess: () => {
      client.clear();
      // Replaced, so that no way back leads to the secret.
      location.replace("/");
    },
  });
  return (
    <>
      <p className="door-lead">
        You join as <strong>{joining.name}</strong>
        {joining.roles.length === 0 ? "" : `, ${together(joining.roles.map(roleName))}`}.
      </p>
      <div className="ways-in">
        <Button kind="primary" busy={isPending} onClick={() => mutate()}>
          {isPending ? "Waiting for your device…" : "Create my passkey"}
        </Button>
        <Problem error={error} />
      </div>
      <p className="door-note">
        A passkey is a key that this device keeps and opens with your finger, face or PIN; it never leaves the device as a password would. You sign in with it, and you sign your
        decisions with it, in your own name. If you are not {joining.name}, stop here and tell whoever sent you the link.
      </p>
      <p className="door-note">
        The invitation works once and ends <Time at={joining.until} />.
      </p>
    </>
  );
}

function NoSecret() {
  return (
    <Door title="Join" organisation={undefined} sample={undefined} error={null}>
      <p className="door-lead">This link is not whole: what stands behind # is missing.</p>
      <p className="door-note">Open it from the message as it was sent, or ask an administrator for a new one.</p>
      <ButtonLink to="/sign-in">Sign in instead</ButtonLink>
    </Door>
  );
}
