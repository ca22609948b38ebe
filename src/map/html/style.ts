/** Paper, ink and the four marks of origin, as on the pages of the server; the fonts are the system's own, so that the page needs nothing else. */
export const htmlStyle = `
:root {
  color-scheme: light dark;
  --desk: light-dark(#f3f0e8, #141311);
  --sheet: light-dark(#fdfcf8, #1d1b18);
  --well: light-dark(#f5f2ea, #252320);
  --ink: light-dark(#211f1a, #efebe2);
  --soft: light-dark(#4d483e, #c3bdb0);
  --quiet: light-dark(#665f52, #a39c8d);
  --rule: light-dark(#dfd9cb, #38342d);
  --strong-rule: light-dark(#857c6b, #8b8473);
  --accent: light-dark(#2443b3, #9db4ff);
  --ai: light-dark(#6d3bc9, #b795ff);
  --unknown: light-dark(#665f52, #a39c8d);
}
*, *::before, *::after { box-sizing: border-box; }
html { background: var(--desk); color: var(--ink); font: 400 0.9375rem/1.45 system-ui, "Segoe UI", sans-serif; overflow-y: scroll; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; padding: 1.5rem clamp(0.75rem, 3vw, 2rem) 3rem; max-width: 100rem; margin-inline: auto; }
h1 { font-size: 1.5rem; line-height: 1.2; font-weight: 600; margin: 0.25rem 0 0.75rem; text-wrap: balance; max-width: 48rem; overflow-wrap: anywhere; }
h2 { font-size: 1.125rem; line-height: 1.3; font-weight: 600; margin: 0 0 0.5rem; overflow-wrap: anywhere; }
h2:focus { outline: none; }
p, ul, ol { margin: 0; padding: 0; }
a { color: var(--accent); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
code, .id { font-family: ui-monospace, "SF Mono", monospace; font-size: 0.9em; }
.small { font-size: 0.8125rem; color: var(--quiet); overflow-wrap: anywhere; }
.track { display: flex; height: 0.75rem; border: 1px solid var(--strong-rule); background: var(--sheet); }
.mark { display: inline-block; width: 0.75rem; height: 0.75rem; border: 1px solid var(--strong-rule); background-color: var(--sheet); vertical-align: -0.05rem; margin-inline-end: 0.4rem; flex: none; }
.ai { background-color: var(--ai); }
.mixed { background-image: repeating-linear-gradient(135deg, var(--ai) 0 2px, transparent 2px 4.5px); }
.unknown { background-image: radial-gradient(circle at 50% 50%, var(--unknown) 1.2px, transparent 1.5px); background-size: 4px 4px; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; margin-block: 0.5rem 1.5rem; font-variant-numeric: tabular-nums; }
.way { display: flex; flex-wrap: wrap; gap: 0 0.35rem; list-style: none; margin-block-end: 0.5rem; }
.way li + li::before { content: "/"; color: var(--quiet); margin-inline-end: 0.35rem; }
.look { display: grid; grid-template-columns: minmax(0, 1.2fr) minmax(0, 1fr); gap: 1.5rem; align-items: start; }
.tree { position: relative; height: min(66vh, 40rem); min-height: 18rem; background: var(--well); border: 1px solid var(--strong-rule); }
.cell { position: absolute; overflow: hidden; border: 1px solid var(--desk); background: var(--sheet); color: var(--ink); text-decoration: none; }
a.cell:hover { border-color: var(--accent); }
a.cell:focus-visible { outline-offset: -3px; z-index: 1; }
.fill { position: absolute; inset: 0; display: flex; }
.fill > span { min-width: 0; }
.name { position: absolute; inset-inline-start: 3px; inset-block-start: 3px; max-width: calc(100% - 6px); padding: 0 0.3rem; background: var(--sheet); font-size: 0.8125rem; line-height: 1.35; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.name b { font-weight: 600; display: block; overflow: hidden; text-overflow: ellipsis; }
.sheet { background: var(--sheet); border: 1px solid var(--rule); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: start; padding: 0.5rem 0.75rem; color: var(--quiet); font-size: 0.8125rem; }
th, td { text-align: start; vertical-align: baseline; padding: 0.3rem 0.6rem; border-block-start: 1px solid var(--rule); overflow-wrap: anywhere; }
th { font-weight: 600; font-size: 0.8125rem; white-space: nowrap; overflow-wrap: normal; }
td.number, th.number { text-align: end; white-space: nowrap; overflow-wrap: normal; }
td.number small { color: var(--quiet); font-size: 0.8125rem; display: block; }
td.short { white-space: nowrap; }
td.first { min-width: 4rem; }
.shares { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); gap: 0.75rem; align-items: start; margin-block-end: 1.5rem; }
details { position: relative; background: var(--sheet); border: 1px solid var(--rule); }
summary { padding: 0.5rem 0.75rem; cursor: pointer; overflow-wrap: anywhere; }
summary b { font-weight: 600; }
.shares { font-size: 0.875rem; }
.figures td, .figures th { padding: 0.2rem 0.5rem; }
.figures td:first-child, .figures th:first-child { padding-inline-start: 0.75rem; }
.figures td:last-child, .figures th:last-child { padding-inline-end: 0.75rem; }
.figures td.number { width: 1%; }
.unseen { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; padding: 0; }
.note { padding: 0 0.75rem 0.5rem; }
.of { margin-block-end: 0.75rem; }
.more { padding: 0.5rem 0.75rem; }
button { font: inherit; color: var(--accent); background: none; border: 1px solid var(--strong-rule); border-radius: 4px; padding: 0.25rem 0.75rem; cursor: pointer; }
.rests { margin-block-start: 2rem; max-width: 60rem; }
.rests ul { padding-inline-start: 1.2rem; }
.rests li { overflow-wrap: anywhere; }
@media (max-width: 60rem) {
  .look { grid-template-columns: minmax(0, 1fr); }
  .tree { height: 60vh; }
}
@media (max-width: 44rem) {
  body { padding-block-start: 1rem; }
  h1 { font-size: 1.25rem; }
  .rows, .rows tbody { display: block; }
  .rows thead { position: absolute; clip-path: inset(50%); height: 1px; width: 1px; overflow: hidden; }
  .rows caption { display: block; }
  .rows tr { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 0.75rem; padding: 0.5rem 0.75rem; border-block-start: 1px solid var(--rule); }
  .rows td { border: 0; padding: 0; }
  .rows td::before { content: attr(data-h) " "; color: var(--quiet); font-size: 0.8125rem; }
  .rows td.first, .rows td.wide { grid-column: 1 / -1; }
  .rows td.first::before { content: none; }
  .rows td.number { text-align: start; }
  .rows td.number small { display: inline; }
  .figures td { padding-block: 0.4rem; }
}
@media print {
  :root { color-scheme: light; --desk: #fff; --sheet: #fff; }
  .track, .mark, .cell { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
