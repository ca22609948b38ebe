import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Dialog } from "../parts/dialog.tsx";
import { destinations } from "./destinations.ts";
import { GovernanceMenu } from "./governance-menu.tsx";
import { Mark } from "./mark.tsx";
import { useMe } from "./me.ts";
import { PersonMenu, PersonSheet } from "./person-menu.tsx";

/** The band above every page: whose installation this is, where one can go, and who is signed in. */
export function Header({ turns, onPalette, onHelp }: { readonly turns: number; readonly onPalette: () => void; readonly onHelp: () => void }) {
  const [menu, setMenu] = useState(false);
  const { organisation } = useMe();
  return (
    <header className="header">
      <div className="header-row">
        <Link to="/" className="header-home">
          <Mark />
          <span className="unseen">Countersign, </span>
          <span className="header-name">
            <span className="header-organisation">{organisation.name}</span>
            {organisation.sample ? <span className="sample">Sample data</span> : null}
          </span>
        </Link>
        <nav className="header-nav" aria-label="Pages">
          <Destinations turns={turns} of={destinations.filter(({ governs }) => !governs)} />
          <GovernanceMenu />
        </nav>
        <button type="button" className="header-find" onClick={onPalette} aria-keyshortcuts="Control+K Meta+K">
          <svg viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round">
            <circle cx="7" cy="7" r="4.5" />
            <path d="m10.5 10.5 3 3" />
          </svg>
          <span>Find</span>
          <kbd>{modifier}K</kbd>
        </button>
        <PersonMenu onHelp={onHelp} />
        <button type="button" className="header-menu" aria-haspopup="dialog" onClick={() => setMenu(true)}>
          Menu
          {turns > 0 ? <span className="count figure">{turns}</span> : null}
        </button>
      </div>
      {menu ? (
        <Dialog title="Menu" side onClose={() => setMenu(false)}>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: only closes the sheet after a link in it was followed. */}
          <div className="menu-list" onClick={() => setMenu(false)}>
            <Destinations turns={turns} of={destinations} />
          </div>
          <PersonSheet onGo={() => setMenu(false)} onHelp={onHelp} />
        </Dialog>
      ) : null}
    </header>
  );
}

function Destinations({ turns, of }: { readonly turns: number; readonly of: readonly (typeof destinations)[number][] }) {
  return of.map(({ to, name }) => (
    <Link key={to} to={to as string} className="nav-link" activeOptions={{ exact: to === "/" }}>
      <span className="nav-name" data-name={name}>
        {name}
      </span>
      {to === "/" && turns > 0 ? (
        <span className="count figure">
          {turns}
          <span className="unseen"> waiting</span>
        </span>
      ) : null}
    </Link>
  ));
}

export const modifier = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl ";
