import { Link } from "@tanstack/react-router";
import { useAnswer } from "../api/queries.ts";
import { Known } from "../parts/known.tsx";
import { Section } from "../parts/page.tsx";
import { spaced } from "../words.ts";
import { type Checklist, checklistSentence } from "./measures-words.ts";

const roles = ["engineering-lead", "administrator", "project-manager"] as const;

/** What each role sees to, every item computed from records; nothing here is ticked by hand (R104). */
export function Checklists() {
  return (
    <Section title="What each role sees to" note="Computed from records, never ticked by hand. An open one leads to where it is mended.">
      <div className="checklists">
        {roles.map((role) => (
          <RoleList key={role} role={role} />
        ))}
      </div>
    </Section>
  );
}

function RoleList({ role }: { readonly role: (typeof roles)[number] }) {
  const list = useAnswer("checklists.read", { params: { role } });
  return (
    <div className="checklist">
      <h3>{spaced(role)}</h3>
      <Known of={list} what="Reading the list">
        {(found) => (
          <>
            <p className="soft">{checklistSentence(found)}</p>
            <ul className="items">
              {found.items.map((item) => (
                <Item key={item.id} item={item} />
              ))}
            </ul>
          </>
        )}
      </Known>
    </div>
  );
}

function Item({ item: { says, done, state, page } }: { readonly item: Checklist["items"][number] }) {
  return (
    <li className={done ? "item" : "item item-open"}>
      <span className="element-mark" aria-hidden="true" />
      <div>
        <p>
          <span className="unseen">{done ? "Holds: " : "Open: "}</span>
          {says}
        </p>
        <p className="item-state">
          {state} {done ? null : <Link to={page as string}>Open the page</Link>}
        </p>
      </div>
    </li>
  );
}
