import { useAnswer } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { saveFile } from "./save.ts";

/** The keys of everybody who signs, as stock `ssh-keygen` reads them. */
export function SaveSigners() {
  const { data } = useAnswer("ledger.verifier");
  if (data === undefined) return null;
  return (
    <Button small onClick={() => saveFile("allowed_signers", data.allowedSigners)}>
      Save allowed_signers
    </Button>
  );
}
