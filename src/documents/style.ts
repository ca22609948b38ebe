/** Paper and ink, as on the pages of the server; the fonts are the system's own, so that the page needs nothing else. */
export const pageStyle = `
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
}
*, *::before, *::after { box-sizing: border-box; }
html { background: var(--desk); color: var(--ink); font: 400 0.9375rem/1.5 system-ui, "Segoe UI", sans-serif; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem clamp(0.75rem, 3vw, 2rem) 4rem; overflow-wrap: anywhere; }
main { background: var(--sheet); border: 1px solid var(--rule); padding: clamp(1rem, 4vw, 3rem); }
h1, h2, h3, h4 { font-weight: 600; line-height: 1.25; text-wrap: balance; margin: 2rem 0 0.75rem; }
h1 { font-size: 2rem; margin-block-start: 0; }
h2 { font-size: 1.5rem; margin-block-start: 3rem; padding-block-start: 1rem; border-block-start: 1px solid var(--rule); }
h3 { font-size: 1.125rem; }
h4 { font-size: 0.9375rem; }
p, ul, ol, pre, blockquote { margin: 0 0 0.75rem; max-width: 42rem; }
ul, ol { padding-inline-start: 1.4rem; }
li { margin-block-end: 0.25rem; }
a { color: var(--accent); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
code, pre { font-family: ui-monospace, "SF Mono", monospace; font-size: 0.9em; }
pre { background: var(--well); padding: 0.75rem; white-space: pre-wrap; }
blockquote { border-inline-start: 3px solid var(--strong-rule); padding-inline-start: 1rem; color: var(--soft); }
strong { font-weight: 600; }
.standing { font-size: 1.125rem; border-inline-start: 3px solid var(--strong-rule); padding-inline-start: 0.75rem; }
.control { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: 0.25rem 1.25rem; margin: 0 0 1.5rem; font-size: 0.875rem; }
.control dt { color: var(--quiet); }
.control dd { margin: 0; font-variant-numeric: tabular-nums; }
nav ol { columns: 2 18rem; list-style: none; padding: 0; max-width: none; font-size: 0.875rem; }
table { border-collapse: collapse; width: 100%; margin: 0 0 1.25rem; font-size: 0.875rem; font-variant-numeric: tabular-nums lining-nums; }
th, td { text-align: start; vertical-align: top; padding: 0.4rem 0.6rem; border-block-start: 1px solid var(--rule); overflow-wrap: break-word; word-break: normal; }
thead th { font-weight: 600; color: var(--soft); border-block-start: 0; border-block-end: 1px solid var(--strong-rule); vertical-align: bottom; }
tbody th { font-weight: 400; }
.short { white-space: nowrap; }
td code, th code { overflow-wrap: anywhere; }
table.wide { font-size: 0.8125rem; }
table.wide th, table.wide td { padding-inline: 0.4rem; }
.scroll { overflow-x: auto; }
table.wide { min-width: 52rem; }
.signature { font-family: Georgia, "Times New Roman", serif; border: 1px solid var(--strong-rule); padding: 1rem; margin: 0 0 1rem; max-width: 42rem; }
.signature p { margin: 0 0 0.5rem; font-size: 1.125rem; }
.signature .control { margin: 0; }
.signature dt { color: var(--soft); }
@media (max-width: 44rem) {
  h1 { font-size: 1.5rem; }
  h2 { font-size: 1.25rem; }
  .control { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .control dd { margin-block-end: 0.4rem; }
  table.wide { min-width: 0; }
  table, tbody { display: block; }
  thead { position: absolute; clip-path: inset(50%); height: 1px; width: 1px; overflow: hidden; white-space: nowrap; }
  tr { display: block; padding: 0.6rem 0; border-block-start: 1px solid var(--rule); }
  tbody th, td { display: block; border: 0; padding: 0.1rem 0; }
  tbody th { font-weight: 600; }
  td[data-h]::before { content: attr(data-h) ": "; color: var(--quiet); }
}
@media print {
  :root { color-scheme: light; --desk: #fff; --sheet: #fff; }
  html { font-size: 9.5pt; }
  body { padding: 0; max-width: none; }
  main { border: 0; padding: 0; }
  nav { display: none; }
  h2, h3, h4 { break-after: avoid; }
  tr, .signature { break-inside: avoid; }
  thead { display: table-header-group; }
  table.wide { min-width: 0; }
}
`;
