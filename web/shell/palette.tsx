import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, useId, useState } from "react";
import { Dialog } from "../parts/dialog.tsx";
import { type Find, matching } from "./finds.ts";
import { useFinds } from "./use-finds.ts";

/** Goes to a page, a change or a person by a few letters of its name. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const router = useRouter();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const found = matching(useFinds(), text);
  const go = (find: Find | undefined) => {
    if (find === undefined) return;
    onClose();
    void router.navigate({ to: find.to });
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((now) => (found.length === 0 ? 0 : (now + step + found.length) % found.length));
    }
    if (event.key === "Enter") go(found[at]);
  };
  return (
    <Dialog title="Find" bare onClose={onClose}>
      <div className="palette">
        <input
          className="palette-input"
          placeholder="A page, a change, a person"
          aria-label="Find a page, a change or a person"
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={found[at] === undefined ? undefined : `${id}-${at}`}
          autoFocus
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
        <div id={id} role="listbox" aria-label="Found" className="palette-list">
          {found.map((find, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field above holds the focus and takes the keys.
            <div
              key={find.to}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              className="palette-item"
              ref={index === at ? intoView : null}
              onClick={() => go(find)}
              onPointerMove={() => setAt(index)}
            >
              <span className="palette-name">{find.name}</span>
              <span className="quiet">{find.beside}</span>
            </div>
          ))}
        </div>
        {found.length === 0 ? <p className="palette-none quiet">Nothing has these letters in its name. Try fewer of them.</p> : null}
      </div>
    </Dialog>
  );
}

function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}
