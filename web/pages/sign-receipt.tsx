import { Button } from "../parts/button.tsx";
import { announce } from "../parts/status.tsx";
import { exact } from "../time.ts";

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
}

/** The proof that a decision was recorded, to be kept, copied and printed. */
export function Receipt({ receipt }: { readonly receipt: ReceiptOf }) {
  const { act, title, printedName, time, meaning, digest, index, decision } = receipt;
  const copy = async () => {
    await navigator.clipboard.writeText(receiptText(receipt));
    announce("Copied the receipt.");
  };
  return (
    <section className="signed receipt" aria-label="Receipt">
      <p className="receipt-number">Entry {index.toLocaleString("en-GB")}</p>
      <p className="signed-act">{act}</p>
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
        <div>
          <dt>Decision</dt>
          <dd>
            <code>{decision}</code>
          </dd>
        </div>
        <div>
          <dt>Digest (SHA-256)</dt>
          <dd>
            <code>{digest ?? "the document was erased"}</code>
          </dd>
        </div>
      </dl>
      <div className="receipt-verify">
        <p>Anybody can check it, without us:</p>
        <pre>{verifyCommands(index).join("\n")}</pre>
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

function verifyCommands(index: number): string[] {
  return [`countersign ledger proof ${index} --out entry-${index}`, "countersign ledger export ledger-copy", "countersign verify ledger-copy"];
}

export function receiptText({ act, title, printedName, time, meaning, digest, index, decision, manifestation }: ReceiptOf): string {
  const rows = [
    ["Signed by", printedName],
    ["Time", `${exact(time)} (${time})`],
    ["Meaning", meaning],
    ["Decision", decision],
    ["Digest", digest ?? "erased"],
    ["Ledger entry", String(index)],
  ];
  return [act, title, "", ...rows.map(([name, value]) => `${name}: ${value}`), "", manifestation, "", "To verify:", ...verifyCommands(index).map((command) => `  ${command}`), ""].join("\n");
}
