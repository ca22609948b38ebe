import { Button } from "../../parts/button.tsx";
import { EntryLink } from "../../parts/goes.tsx";
import { Segments } from "../../parts/segments.tsx";
import { announce } from "../../parts/status.tsx";
import { useSampleFlag } from "../../shell/me.ts";
import { exact } from "../../time.ts";
import { marked } from "./visible.ts";

export interface ReceiptOf {
  readonly decision: string;
  readonly act: string;
  readonly title: string;
  readonly printedName: string;
  /** RFC 3339, as it was signed. */
  readonly time: string;
  readonly meaning: string;
  readonly manifestation: string;
  readonly digest: string | null;
  readonly index: number;
  readonly doubt: string | null;
  readonly until: string | null;
  readonly comment: string | null;
}

/** The proof that a decision was recorded. */
export function Receipt({ receipt }: { readonly receipt: ReceiptOf }) {
  return <Sheet sheet={{ ...receipt, said: saidIn(receipt), named: ["Decision", receipt.decision] }} />;
}

type Row = readonly [name: string, value: string];

export interface SheetOf extends Pick<ReceiptOf, "act" | "title" | "printedName" | "time" | "meaning" | "manifestation" | "digest" | "index"> {
  readonly said: readonly Row[];
  /** What was recorded, and the name under which it is found. */
  readonly named: Row;
}

/** The proof that something was recorded under a person's signature, to be kept, copied and printed. */
export function Sheet({ sheet }: { readonly sheet: SheetOf }) {
  const { act, title, printedName, time, meaning, digest, index, said, named } = sheet;
  const commands = verifyCommands(useSampleFlag());
  const copy = async () => {
    await navigator.clipboard.writeText(sheetText(sheet, commands));
    announce("Copied the receipt.");
  };
  return (
    <section className="signed receipt" aria-label="Receipt">
      <p className="receipt-number">Entry {index.toLocaleString("en-GB")}</p>
      <h2 className="signed-act" tabIndex={-1}>
        {act}
      </h2>
      <p>{title}</p>
      <p className="receipt-name">{printedName}</p>
      <dl className="signed-facts">
        <div>
          <dt>Time</dt>
          <dd>
            {exact(time)}
            <br />
            {time}
          </dd>
        </div>
        <div>
          <dt>Meaning</dt>
          <dd>{meaning}</dd>
        </div>
        {said.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Segments text={marked(value)} />
            </dd>
          </div>
        ))}
        <div>
          <dt>{named[0]}</dt>
          <dd>
            <code>{named[1]}</code>
          </dd>
        </div>
        <div>
          <dt>SHA-256</dt>
          <dd>
            <code>{digest ?? "the document was erased"}</code>
          </dd>
        </div>
      </dl>
      <div className="receipt-verify">
        <p>{copied}</p>
        <pre>{commands.copy}</pre>
        <p>{checked}</p>
        <pre>{commands.check}</pre>
        <p>
          The proof of this entry alone, and the ledger’s key, can be taken from <EntryLink index={index} />.
        </p>
      </div>
      <p className="receipt-verbs">
        <Button small onClick={() => void copy()}>
          Copy
        </Button>
        <Button small onClick={() => window.print()}>
          Print
        </Button>
      </p>
    </section>
  );
}

function saidIn({ doubt, until, comment }: ReceiptOf): readonly Row[] {
  const said = [
    ["In doubt", doubt],
    ["Until", until],
    ["Comment", comment],
  ] as const;
  return said.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

const copied = "Whoever has the server’s data folder makes a copy of the ledger:";
const checked = "Anybody who has the copy checks it, without us:";

function verifyCommands(flag: string) {
  return { copy: `countersign ledger export ledger-copy${flag}`, check: "countersign verify ledger-copy" };
}

function sheetText({ act, title, printedName, time, meaning, digest, index, said, named, manifestation }: SheetOf, { copy, check }: ReturnType<typeof verifyCommands>): string {
  const rows = [
    ["Signed by", printedName],
    ["Time", `${exact(time)} (${time})`],
    ["Meaning", meaning],
    ...said,
    named,
    ["Digest", digest ?? "erased"],
    ["Ledger entry", String(index)],
  ];
  return [act, title, "", ...rows.map(([name, value]) => `${name}: ${value}`), "", manifestation, "", copied, `  ${copy}`, checked, `  ${check}`, ""].join("\n");
}
