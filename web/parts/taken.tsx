import { Button } from "./button.tsx";
import { announce } from "./status.tsx";

/** Text to be taken along: shown whole, copied with one press, and saved as a file where it has a name. */
export function Taken({ text, what, file, button }: { readonly text: string; readonly what: string; readonly file?: string; readonly button?: string }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    announce(`Copied the ${what}.`);
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
