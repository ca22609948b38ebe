import { useState } from "react";
import { Button } from "./button.tsx";

/** Text to be taken along: shown whole, copied with one press, and saved as a file where it has a name. That it was copied is said beside the buttons, so that nothing covers them. */
export function Taken({ text, what, file, button }: { readonly text: string; readonly what: string; readonly file?: string; readonly button?: string }) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    // A browser may refuse it, to a page that has not the focus or by its settings.
    const copied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    setSaid(copied ? `Copied the ${what}.` : "The browser did not let it be copied: select the text instead.");
  };
  return (
    <div className="taken">
      <pre className="taken-text">{text}</pre>
      <div className="taken-act">
        <Button small onClick={() => void copy()}>
          {button ?? (
            <>
              Copy <span className="unseen">the {what}</span>
            </>
          )}
        </Button>
        {file === undefined ? null : (
          <Button small onClick={() => save(file, text)}>
            Save as {file}
          </Button>
        )}
        <span className="taken-said" role="status">
          {said}
        </span>
      </div>
    </div>
  );
}

/** Hands a text to the browser as a file. */
export function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
