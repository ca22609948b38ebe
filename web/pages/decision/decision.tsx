import { Link, useParams } from "@tanstack/react-router";
import type { Answer as ApiAnswer } from "../../api/client.ts";
import { useAnswer } from "../../api/queries.ts";
import { Button } from "../../parts/button.tsx";
import { Loading } from "../../parts/loading.tsx";
import { Facts, Page, Section } from "../../parts/page.tsx";
import { Person } from "../../parts/person.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Time } from "../../parts/when.tsx";
import { plural } from "../../words.ts";
import "../../style/ceremony.css";
import { outcomeDone, whatItDoes } from "../change/words.ts";
import { Receipt } from "../sign/receipt.tsx";
import { saveFile } from "../sign/save.ts";
import { SaveSigners } from "../sign/signers.tsx";
import { actOf } from "../sign/text.tsx";
import { SecondLook } from "./second-look.tsx";

type Decided = ApiAnswer<"decisions.read">;

/** One decision: its receipt, the text that was signed, and what was in front of the person. */
export function DecisionPage() {
  const { decision } = useParams({ from: "/inside/decisions/$decision" });
  const { data, error } = useAnswer("decisions.read", { params: { decision } });
  if (data === undefined || data.decision.id !== decision) {
    return <Page title="Decision">{error === null ? <Loading what="Reading the decision" /> : <Problem error={error} />}</Page>;
  }
  return <Shown page={data} />;
}

function Shown({ page }: { readonly page: Decided }) {
  const { decision, change, digest, text } = page;
  return (
    <Page title={`Decision ${decision.id}`} answer={<Answer decision={decision} />}>
      <div className="ceremony ceremony-kept">
        <Receipt
          receipt={{
            decision: decision.id,
            act: actOf({ outcome: decision.outcome, subject: { environment: decision.environment } }),
            title: change.title,
            printedName: decision.printedName,
            time: decision.time,
            meaning: decision.meaning,
            manifestation: decision.manifestation,
            digest,
            index: decision.index,
            doubt: decision.doubt,
            until: decision.until,
            comment: decision.comment,
          }}
        />
        <Standing page={page} />
        <SecondLook page={page} />
        <Section title="What was signed">
          {text === null ? <p className="quiet">The document was erased. Its digest stands in the ledger.</p> : <SignedWords text={text} />}
        </Section>
        <Signature page={page} />
        <Attention page={page} />
      </div>
    </Page>
  );
}

function Answer({ decision: { printedName, outcome, environment, meaning, time } }: { readonly decision: Decided["decision"] }) {
  return (
    <>
      {printedName} {outcomeDone[outcome]}
      {environment === null ? "" : ` for ${environment}`}, signed as {meaning}, <Time at={time} exactly />.
    </>
  );
}

/** The text as people read it: its sentence, then a row for each `Name: value`. */
function SignedWords({ text }: { readonly text: string }) {
  const [act, ...rest] = text.split("\n");
  const lines = rest.map((line) => ({ line, row: /^([A-Z][a-z ]+):\s+(\S.*)$/.exec(line) }));
  const end = lines.findIndex(({ line, row }) => row === null && line !== "");
  const [rows, others] = end === -1 ? [lines, []] : [lines.slice(0, end), lines.slice(end)];
  return (
    <div className="signed signed-kept">
      <p className="signed-act">{act}</p>
      <dl className="signed-facts">
        {rows.map(({ row }) =>
          row === null ? null : (
            <div key={row[1]}>
              <dt>{row[1]}</dt>
              <dd>{row[2]}</dd>
            </div>
          ),
        )}
      </dl>
      {others.length === 0 ? null : <p className="signed-rest">{others.map(({ line }) => line).join("\n")}</p>}
    </div>
  );
}

function Standing({ page: { decision, change } }: { readonly page: Decided }) {
  const { environment, person, revision } = decision;
  return (
    <Section title="How it stands">
      <p>{whatItDoes(decision, null) ?? "Nothing weighs it now."}</p>
      <Facts
        items={[
          ["Person", <Person key="person" person={person} />],
          [
            "Change",
            <Link key="change" to="/changes/$change" params={{ change: change.id }} search={environment === null ? {} : { environment }}>
              {change.title || change.id}
            </Link>,
          ],
          ["Revision", `${revision}${revision === change.revision ? "" : ` (now ${change.revision})`}`],
          ["Ledger", <Link key="ledger" to="/ledger/$index" params={{ index: String(decision.index) }}>{`entry ${decision.index}`}</Link>],
        ]}
      />
    </Section>
  );
}

function Signature({ page: { decision, fingerprint, armour, document } }: { readonly page: Decided }) {
  return (
    <Section title="The signature">
      <p>
        Made with {decision.signature === "passkey" ? "a passkey" : "an SSH key"}, <code className="fingerprint">{fingerprint}</code>. Stock <code>ssh-keygen -Y verify</code> reads
        it, in the namespace <code>countersign.decision.v1</code>.
      </p>
      {armour === null ? (
        <p className="quiet">It was erased.</p>
      ) : (
        <>
          <pre className="armour">{armour}</pre>
          <p>Anybody can check it with these files, without us:</p>
          <pre className="command">{`ssh-keygen -Y verify -f allowed_signers -I ${decision.person.id} -n countersign.decision.v1 -s ${decision.id}.sig < ${decision.id}.json`}</pre>
          <p className="receipt-verbs">
            <Button small onClick={() => saveFile(`${decision.id}.sig`, armour)}>
              Save {decision.id}.sig
            </Button>
            {document === null ? null : (
              <Button small onClick={() => saveFile(`${decision.id}.json`, document)}>
                Save {decision.id}.json
              </Button>
            )}
            <SaveSigners />
          </p>
        </>
      )}
    </Section>
  );
}

/** What was observed before the decision (R25). It informs a reader; nothing is judged by it, and nobody is ranked. */
function Attention({ page: { attention, evidence } }: { readonly page: Decided }) {
  return (
    <Section title="What was in front of the person">
      {attention === null ? (
        <p className="quiet">It was made in a terminal, where nothing is observed.</p>
      ) : (
        <Facts
          items={[
            ["Opened", attention.openedAt === null ? "not before" : <Time key="opened" at={attention.openedAt} exactly />],
            ["In front of the person", attention.seconds < 60 ? plural(attention.seconds, "second") : plural(Math.round(attention.seconds / 60), "minute")],
            ["Files seen", `${attention.seen} of ${attention.files}`],
            ["Evidence opened", plural(attention.evidence.length, "report")],
            ["Comments made", String(attention.comments)],
          ]}
        />
      )}
      <p className="quiet">{plural(evidence.length, "report")} stood when it was signed.</p>
    </Section>
  );
}
