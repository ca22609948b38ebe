// Where the tab began, the focus is left to the browser, so that the first Tab finds the way past the header.
const began = location.href;
let moved = false;

/** Puts the focus on a page's heading once somebody went there from another one and what they pressed is gone with it; a focus that somebody has is theirs. */
export function arriveAt(heading: HTMLElement | null): void {
  moved ||= location.href !== began;
  const at = document.activeElement;
  if (moved && (at === null || at === document.body || at.id === "main")) heading?.focus({ preventScroll: true });
}
