import { useQueryClient } from "@tanstack/react-query";
import { refresh } from "../api/queries.ts";
import { Dialog } from "../parts/dialog.tsx";
import { SignIn } from "./sign-in.tsx";

/** The session ended while a page was open. The page stays as it is behind, so that nothing that was begun is lost. */
export function Expired({ person }: { readonly person: { readonly id: string; readonly name: string } }) {
  const client = useQueryClient();
  const back = async (id: string) => {
    // Somebody else sees nothing of what the first person had open.
    if (id !== person.id) location.assign("/");
    else await refresh(client);
  };
  return (
    <Dialog title="Your session has ended" firm onClose={() => undefined}>
      <p className="soft">Sign in again as {person.name}; what you began on this page stays as it is.</p>
      <SignIn onDone={back} />
    </Dialog>
  );
}
