import { Link } from "@tanstack/react-router";
import { useId, useRef, useState } from "react";
import { setDevice, useDevice } from "../device.ts";
import { RadioGroup } from "../parts/field.tsx";
import { Problem } from "../parts/problem.tsx";
import { roleName } from "../words.ts";
import { useMe, useSignOut } from "./me.ts";

/** Who is signed in, as a button that opens what concerns only them. */
export function PersonMenu({ onHelp }: { readonly onHelp: () => void }) {
  const { person } = useMe();
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  return (
    <>
      <button type="button" className="header-person" popoverTarget={id}>
        {person.name}
        <svg viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round">
          <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />
        </svg>
      </button>
      <div id={id} ref={menu} popover="auto" className="person-menu">
        <PersonSheet onGo={() => menu.current?.hidePopover()} onHelp={onHelp} />
      </div>
    </>
  );
}

/** What concerns only the person who is signed in. `onGo` closes whatever it lies in. */
export function PersonSheet({ onGo, onHelp }: { readonly onGo: () => void; readonly onHelp: () => void }) {
  const { person } = useMe();
  const help = () => {
    onGo();
    onHelp();
  };
  return (
    <div className="person-sheet">
      <p className="person-menu-name">{person.name}</p>
      <p className="quiet">{person.roles.length === 0 ? "No roles" : person.roles.map(roleName).join(", ")}</p>
      <Theme />
      <div className="menu-list">
        <Link to="/settings" className="nav-link" onClick={onGo}>
          Settings
        </Link>
        <button type="button" className="nav-link" onClick={help}>
          Keys <kbd>?</kbd>
        </button>
        <SignOut />
      </div>
    </div>
  );
}

function Theme() {
  const { theme } = useDevice();
  return (
    <RadioGroup
      label="Paper"
      inline
      choices={[
        { value: "system", label: "System" },
        { value: "light", label: "Light" },
        { value: "dark", label: "Dark" },
      ]}
      value={theme}
      onChange={(next) => setDevice({ theme: next })}
    />
  );
}

function SignOut() {
  const signOut = useSignOut();
  const [error, setError] = useState<unknown>(null);
  return (
    <>
      <button type="button" className="nav-link" onClick={() => void signOut().catch(setError)}>
        Sign out
      </button>
      <Problem error={error} />
    </>
  );
}
