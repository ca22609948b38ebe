let page = "";
let turns = 0;

/** Names the page in the tab: `(2) Ledger — Countersign`. */
export function setTitle(title: string): void {
  page = title;
  show();
}

/** How many changes are the person's turn: in the tab's name and on its icon. */
export function setTurns(count: number): void {
  if (count === turns) return;
  turns = count;
  show();
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (icon !== null) icon.href = count === 0 ? plainIcon : iconWith(count);
}

function show(): void {
  document.title = titleOf(page, turns);
}

export function titleOf(name: string, count: number): string {
  const full = name === "" ? "Countersign" : `${name} — Countersign`;
  return count === 0 ? full : `(${count}) ${full}`;
}

const plainIcon = "/icon.svg";

/** The icon with a number on it, as an image that stands in the address itself. */
function iconWith(count: number): string {
  const text = count > 9 ? "9+" : String(count);
  return `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="5" fill="#2443b3"/><text x="16" y="23.500" text-anchor="middle" font-family="sans-serif" font-weight="700" font-size="${text.length > 1 ? 17 : 22}" fill="#fff">${text}</text></svg>`,
  )}`;
}
