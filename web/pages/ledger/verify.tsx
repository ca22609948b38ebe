import { useSend } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Facts } from "../../parts/page.tsx";
import { Problem } from "../../parts/problem.tsx";
import { VerdictMark } from "../../parts/verdict.tsx";
import { Time } from "../../parts/when.tsx";
import { type Check, checkSentence } from "./words.ts";

/** Verifies the whole ledger now, as a stranger would, and says what was found. */
export function LedgerVerify() {
  const { data, mutate, isPending, error } = useSend("ledger.verify");
  return (
    <section className="verify" aria-label="Verification">
      <div className="verify-ask">
        <Button busy={isPending} onClick={() => mutate({})}>
          {isPending ? "Verifying every entry…" : "Verify now"}
        </Button>
        <p className="soft">Reads every entry, signature and view as a stranger would, and changes nothing.</p>
      </div>
      <div aria-live="polite">{data === undefined ? null : <Found check={data} />}</div>
      <Problem error={error} />
    </section>
  );
}

function Found({ check }: { readonly check: Check }) {
  return (
    <div className="sheet-facts verify-found">
      <p className="chain-verdict">
        <VerdictMark verdict={check.ok ? "allow" : "deny"} word={check.ok ? "verifies" : "does not verify"} large /> <span>{checkSentence(check)}</span>
      </p>
      <ul className="checks">
        {check.checks.map(({ name, ok, sentence, mend }) => (
          <li key={`${name} ${sentence}`}>
            <VerdictMark verdict={ok ? "allow" : "deny"} word={name} /> <span>{sentence}</span>
            {mend === null ? null : <span className="soft"> {mend}</span>}
          </li>
        ))}
      </ul>
      <Facts
        items={[
          ["Entries", check.size],
          ["Root", <code key="root">{check.root}</code>],
          ["Verified", <Time key="time" at={check.time} exactly />],
          ["It took", `${(check.milliseconds / 1_000).toFixed(1)} s`],
        ]}
      />
    </div>
  );
}
