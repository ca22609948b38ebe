import { useQueryClient } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useAnswer } from "../../api/queries.ts";
import { safeNext } from "../../shell/next.ts";
import { SignIn } from "../../shell/sign-in.tsx";
import { Door } from "./door.tsx";

/** Where somebody who is not known yet says who they are. */
export function SignInPage() {
  const { next } = useSearch({ from: "/sign-in" });
  const { data: ways, error } = useAnswer("signIn.ways");
  const client = useQueryClient();
  const enter = () => {
    client.clear();
    location.assign(safeNext(next, location.origin));
  };
  return (
    <Door title={ways === undefined ? "Sign in" : "Sign in to"} organisation={ways?.organisation} sample={ways?.sample} error={error}>
      <p className="door-lead">AI writes, a human countersigns, and the order can be proved.</p>
      <SignIn onDone={enter} />
      <p className="door-note">
        A passkey is a key that this device keeps and opens with your finger, face or PIN. The same key signs your decisions. Have you none yet? An administrator sends you a link
        to join.
      </p>
    </Door>
  );
}
