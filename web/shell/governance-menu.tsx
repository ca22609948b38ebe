import { Link, useLocation } from "@tanstack/react-router";
import { type FocusEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { destinations } from "./destinations.ts";

const pages = destinations.filter(({ governs }) => governs);

/** What is looked at from time to time and not all day: one place in the band for all of it. */
export function GovernanceMenu() {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const { pathname } = useLocation();
  const here = pages.some(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
  const leave = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) setOpen(false);
  };
  const press = ({ key }: KeyboardEvent) => {
    if (key !== "Escape" || !open) return;
    setOpen(false);
    button.current?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears only that the focus leaves it, and Escape.
    <div className="nav-group" onBlur={leave} onKeyDown={press}>
      <button ref={button} type="button" className={here ? "nav-link nav-here" : "nav-link"} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <span className="nav-name" data-name="Governance">
          Governance
        </span>
        <svg viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round">
          <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />
        </svg>
      </button>
      <div id={id} className="nav-sheet menu-list" hidden={!open}>
        {pages.map(({ to, name }) => (
          <Link key={to} to={to as string} className="nav-link" onClick={() => setOpen(false)}>
            {name}
          </Link>
        ))}
      </div>
    </div>
  );
}
