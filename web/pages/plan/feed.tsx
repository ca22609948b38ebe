import { useState } from "react";
import { addressOf } from "../../api/address.ts";
import { useAnswer, useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Known } from "../../parts/known.tsx";
import { Section } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { ShownOnce } from "../../parts/shown-once.tsx";
import { announce } from "../../parts/status.tsx";
import { Sure } from "../../parts/sure.tsx";
import { Time } from "../../parts/when.tsx";

/** The days of the plan in a calendar: as a file, or by an address that is a secret (R107). */
export function Feed({ project }: { readonly project: string }) {
  const feed = useAnswer("plan.feedState", { params: { project } });
  return (
    <Section
      title="In your calendar"
      note="A calendar sends no password, so its address is the secret: it opens the days of this plan and nothing else, ends with your account, and after a year."
    >
      <p>
        <a href={addressOf("/api/projects/{project}/plan.ics", { project })} download>
          Save the days as they are now
        </a>
        , or subscribe:
      </p>
      <Known of={feed} what="Looking for your address">
        {({ feed: found }) => (
          <>
            {found === null ? null : (
              <p>
                You have an address since <Time at={found.since} />, until <Time at={found.until} />.{" "}
                {found.used === null ? "No calendar has asked yet." : <LastAsked at={found.used} />}
              </p>
            )}
            <div className="plan-feed">
              <Make project={project} again={found !== null} />
              {found === null ? null : <Withdraw project={project} />}
            </div>
          </>
        )}
      </Known>
    </Section>
  );
}

function LastAsked({ at }: { readonly at: string }) {
  return (
    <>
      A calendar last asked <Time at={at} />.
    </>
  );
}

function Make({ project, again }: { readonly project: string; readonly again: boolean }) {
  const [address, setAddress] = useState<string | null>(null);
  const { mutate, isPending, error } = useSend("plan.makeFeed", (answer) => setAddress(answer.address));
  return (
    <>
      <Button busy={isPending} onClick={() => mutate({ params: { project } })}>
        {again ? "Make another address" : "Make an address"}
      </Button>
      <Problem error={error} />
      {address === null ? null : (
        <ShownOnce title="Your address of this calendar" secret={address} what="address" onClose={() => setAddress(null)}>
          <p>Give it to your calendar as a subscription. It is shown this once; whoever has it reads the days of this plan. An earlier address of yours has ended.</p>
        </ShownOnce>
      )}
    </>
  );
}

function Withdraw({ project }: { readonly project: string }) {
  const { mutateAsync } = useSend("plan.endFeed", () => announce("The address is withdrawn."));
  return (
    <Sure button="Withdraw it" title="Withdraw the address of this calendar?" confirm="Withdraw the address" act={() => mutateAsync({ params: { project } })}>
      <p>Calendars that have it read nothing more. What they already hold stays there.</p>
    </Sure>
  );
}
