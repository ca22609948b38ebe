/** Pixels below the top of the window at which a file counts as the one that is looked at. */
const eyeLine = 140;

/** The file that the keys are about: the one with the focus, else the one at the top of what is seen. */
export function fileHere(): HTMLElement | null {
  const focused = document.activeElement?.closest<HTMLElement>("[data-file]");
  if (focused) return focused;
  const files = allFiles();
  return files.findLast((file) => file.getBoundingClientRect().top <= eyeLine) ?? files[0] ?? null;
}

/** Key of that file. */
export function keyHere(): string | null {
  return fileHere()?.dataset["file"] ?? null;
}

/** Goes to the next file, or to the one before. */
export function moveFile(step: 1 | -1): void {
  const files = allFiles();
  const here = fileHere();
  const at = here === null ? -1 : files.indexOf(here);
  // From within a file the way back leads to its own head first.
  const inside = step === -1 && here !== null && here.getBoundingClientRect().top < -eyeLine;
  goTo(files[inside ? at : Math.min(files.length - 1, Math.max(0, at + step))] ?? null);
}

export function goTo(file: HTMLElement | null): void {
  file?.scrollIntoView({ block: "start" });
  file?.querySelector<HTMLElement>(".file-name")?.focus({ preventScroll: true });
}

/** Moves the focus by one line; without one, to the first line that is seen. */
export function moveLine(step: 1 | -1): void {
  const rows = drawnRows();
  const at = rows.indexOf(rowHere() as HTMLElement);
  focusRow(at === -1 ? rows.find((row) => row.getBoundingClientRect().top >= eyeLine) : rows[at + step]);
}

/** Moves the focus to the first line of the next group of changed lines, or of the one before. */
export function moveHunk(step: 1 | -1): void {
  const rows = drawnRows();
  const starts = rows.filter(
    (row, at) => isChanged(row) && !(isChanged(rows[at - 1]) && rows[at - 1]?.parentElement === row.parentElement && rows[at - 1]?.nextElementSibling === row),
  );
  const here = rowHere();
  const after = (row: HTMLElement) => (here === null ? row.getBoundingClientRect().top >= eyeLine : (here.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0);
  focusRow(step === 1 ? starts.find((row) => row !== here && after(row)) : starts.findLast((row) => row !== here && !after(row)));
}

/** The line with the focus, as a button of its number. */
export function commentHere(): void {
  rowHere()?.querySelector<HTMLElement>(".line-number")?.click();
}

function rowHere(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>("tr[data-line]") ?? null;
}

function isChanged(row: HTMLElement | undefined): boolean {
  return row?.classList.contains("row-added") === true || row?.classList.contains("row-deleted") === true;
}

function focusRow(row: HTMLElement | undefined): void {
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

// Those near what is seen are drawn; there are some hundreds at most.
function drawnRows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(".diff tr[data-line]")];
}

function allFiles(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(".diff [data-file]")];
}
