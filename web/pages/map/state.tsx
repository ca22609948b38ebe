import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Answer } from "../../api/client.ts";
import { refresh } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Says } from "../../parts/says.tsx";
import { percent, plural } from "../../words.ts";
import { stageWords } from "./words.ts";

type Working = Extract<Answer<"map.read">, { readonly state: "working" }>;
type Failed = Extract<Answer<"map.read">, { readonly state: "failed" }>;

/** A map that is there; until then how far it is, and where it could not be made, why. */
export function OfMap<Ready extends { readonly state: "ready" }>({
  found,
  children,
}: {
  readonly found: Ready | Working | Failed;
  readonly children: (ready: Ready) => ReactNode;
}) {
  if (found.state === "working") return <BeingMade work={found} />;
  if (found.state === "failed") return <NotMade sorry={found} />;
  return children(found);
}

export function BeingMade({ work: { progress, before } }: { readonly work: Pick<Working, "progress" | "before"> }) {
  const { done, total } = progress ?? { done: 0, total: 0 };
  return (
    <div className="map-working" role="status">
      <p>
        {before > 0 ? `${plural(before, "map")} ${before === 1 ? "is" : "are"} made first. ` : ""}
        {stageWords(progress)}
        {total > 0 ? `: ${percent(done, total)}` : "…"}
      </p>
      <progress aria-label={stageWords(progress)} {...(total > 0 ? { value: done, max: total } : {})} />
      <p className="quiet">The first map of a repository goes through its whole history; the next ones take only what is new. You can leave this page: it goes on.</p>
    </div>
  );
}

function NotMade({ sorry: { sentence, hint, code } }: { readonly sorry: Pick<Failed, "sentence" | "hint" | "code"> }) {
  const client = useQueryClient();
  return (
    <div className="problem" role="alert">
      <p className="problem-detail">{sentence}</p>
      {hint === "" ? null : (
        <p>
          <Says text={hint} />
        </p>
      )}
      <Button small onClick={() => void refresh(client)}>
        Try again
      </Button>
      <p className="problem-code">
        <span className="unseen">Code: </span>
        <code>{code}</code>
      </p>
    </div>
  );
}
