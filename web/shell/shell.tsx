import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { isSignedOut } from "../api/problem.ts";
import { question } from "../api/queries.ts";
import { Loading } from "../parts/loading.tsx";
import { Problem } from "../parts/problem.tsx";
import { Status } from "../parts/status.tsx";
import { follow } from "./connection.ts";
import { Expired } from "./expired.tsx";
import { Header } from "./header.tsx";
import { Help } from "./help.tsx";
import { listenForKeys } from "./keys.ts";
import { Lost } from "./lost.tsx";
import { type Me, MeContext } from "./me.ts";
import { Palette } from "./palette.tsx";
import { useShellKeys } from "./shell-keys.ts";
import { setTurns } from "./title.ts";

/** What stands around every page of somebody who is signed in. It asks who that is before it shows anything. */
export function Shell() {
  const { data: me, error } = useQuery({ ...question("me.read"), staleTime: 60_000 });
  if (me !== undefined) return <Around me={me} expired={isSignedOut(error)} />;
  if (isSignedOut(error)) return <ToSignIn />;
  return <main className="alone">{error === null ? <Loading what="Asking who you are" /> : <Problem error={error} />}</main>;
}

/** Goes to the sign-in page once. Where the person wanted to go is read when this is first drawn: the address moves on while the page of the sign-in loads. */
function ToSignIn() {
  const navigate = useNavigate();
  const here = useLocation({ select: ({ href }) => href });
  const [wanted] = useState(here);
  useEffect(() => {
    void navigate({ to: "/sign-in", search: wanted === "/" ? {} : { next: wanted }, replace: true });
  }, [navigate, wanted]);
  return null;
}

function Around({ me, expired }: { readonly me: Me; readonly expired: boolean }) {
  const [front, setFront] = useState<"palette" | "help" | null>(null);
  const turns = useTurns();
  useLive(expired);
  useShellKeys({ palette: () => setFront("palette"), help: () => setFront("help") });
  return (
    <MeContext value={me}>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <Header turns={turns} onPalette={() => setFront("palette")} onHelp={() => setFront("help")} />
      <Lost />
      <main id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <Status />
      {front === "palette" ? <Palette onClose={() => setFront(null)} /> : null}
      {front === "help" ? <Help onClose={() => setFront(null)} /> : null}
      {expired ? <Expired person={me.person} /> : null}
    </MeContext>
  );
}

/** How many changes are this person's turn, kept in the tab as well. */
function useTurns(): number {
  const { data = 0 } = useQuery({ ...question("inbox.read"), select: ({ turns }) => turns });
  useEffect(() => setTurns(data), [data]);
  return data;
}

function useLive(expired: boolean): void {
  const client = useQueryClient();
  useEffect(() => (expired ? undefined : follow(client)), [client, expired]);
  useEffect(() => listenForKeys(), []);
}
