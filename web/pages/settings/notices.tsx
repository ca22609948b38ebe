import { useState } from "react";
import type { Answer } from "../../api/client.ts";
import { useAnswer, useSend } from "../../api/queries.ts";
import { RadioGroup } from "../../parts/field.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Section } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { announce } from "../../parts/status.tsx";

type Wishes = Answer<"me.notices">["wishes"];

const choices = [
  { value: "at-once", label: "At once" },
  { value: "digest", label: "Once a day" },
  { value: "never", label: "Never" },
] as const;

/** What the person is told by mail. A mail holds a link and decides nothing. */
export function Notices() {
  const { data, error } = useAnswer("me.notices");
  const note =
    data?.address === null
      ? "This installation sends you no mail; what you choose holds from the day it does."
      : "A mail says what waits and holds a link; nothing is decided by mail.";
  return (
    <Section title="Notices" note={data === undefined ? undefined : data.address === null ? note : `${note} Yours go to ${data.address}.`}>
      {data === undefined ? error === null ? <Loading what="Reading your wishes" /> : null : <WishesSheet wishes={data.wishes} />}
      <Problem error={error} />
    </Section>
  );
}

function WishesSheet({ wishes }: { readonly wishes: Wishes }) {
  const [chosen, setChosen] = useState<Wishes | null>(null);
  const { mutate, error } = useSend("me.saveNotices", () => announce("Saved."));
  const shown = chosen ?? wishes;
  const choose = (part: Partial<Wishes>) => {
    const next = { ...shown, ...part };
    setChosen(next);
    // What could not be saved goes back to what holds.
    mutate({ body: next }, { onError: () => setChosen(null) });
  };
  return (
    <div className="settings-sheet">
      <RadioGroup label="When it is my turn" inline choices={choices} value={shown.turns} onChange={(turns) => choose({ turns })} />
      <RadioGroup label="When something is escalated to me or overdue" inline choices={choices} value={shown.escalations} onChange={(escalations) => choose({ escalations })} />
      <Problem error={error} />
    </div>
  );
}
