import { Fragment } from "react";
import { Dialog } from "../parts/dialog.tsx";
import { OriginLegend } from "../parts/origin.tsx";
import { modifier } from "./header.tsx";
import { useGroups } from "./keys.ts";

/** The keys that act here, and what the marks mean. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const groups = useGroups();
  return (
    <Dialog title="Keys and marks" side onClose={onClose}>
      {groups.toReversed().map(({ title, bindings }) => (
        <section key={title} className="help-group">
          <h3>{title}</h3>
          <dl className="help-keys">
            {bindings.map(({ keys, says }) => (
              <div key={keys}>
                <dt>{says}</dt>
                <dd>
                  {keys.split(" ").map((key, at) => (
                    <Fragment key={key}>
                      {at > 0 ? " then " : ""}
                      <kbd>{key.replace("mod+k", `${modifier}K`)}</kbd>
                    </Fragment>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <section className="help-group">
        <h3>Who wrote a line</h3>
        <OriginLegend />
      </section>
      <p className="quiet">No key approves anything. Single keys can be switched off in the settings.</p>
    </Dialog>
  );
}
