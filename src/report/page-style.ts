/** @file The report's style: light and dark as the reader's system has it, one column on a phone, black on white on paper. */

export const STYLE = `
:root { color-scheme: light dark; --ink: #1c1d21; --soft: #565962; --page: #ffffff; --card: #f6f7f9; --line: #d7d9df; --grid: #e3e4e8; --axis: #8b8d94;
  --good: #1a6b3c; --part: #7d5800; --bad: #a3301c; --none: #565962; --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9eaee; --soft: #b0b3bd; --page: #14161a; --card: #1d2026; --line: #3a3e48; --grid: #2c3038; --axis: #777c88;
  --good: #6fd49a; --part: #e8bf5a; --bad: #ff9c87; --none: #b0b3bd; --link: #7db8ff; } }
* { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif; color: var(--ink); background: var(--page); -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 1.2rem 1rem 3rem; max-width: 66rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .4rem; }
h2 { font-size: 1.3rem; margin: 2.6rem 0 .6rem; padding-top: .8rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .5rem; }
p, ul { margin: .5rem 0; max-width: 46rem; }
a { color: var(--link); }
.soft, figcaption, caption { color: var(--soft); font-size: .9rem; }
.scroll { overflow-x: auto; margin: .6rem 0; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
th, td { padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
tbody th { font-weight: 500; }
td.wide { min-width: 14rem; }
.verdict { font-weight: 600; white-space: nowrap; }
.verdict.reproduced { color: var(--good); } .verdict.direction-only { color: var(--part); } .verdict.not-reproduced { color: var(--bad); } .verdict.not-run, .verdict.can-t-be-compared { color: var(--none); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1.4rem 2rem; }
figure { margin: 0; break-inside: avoid; }
figure > strong { display: block; font-weight: 600; margin-bottom: .3rem; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { margin-top: .3rem; }
details { margin: .5rem 0; }
summary { cursor: pointer; }
pre { overflow-x: auto; background: var(--card); padding: .8rem; font: .8rem/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: normal; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible, pre:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
nav a { margin-right: 1rem; white-space: nowrap; }
progress { width: 9rem; max-width: 100%; vertical-align: middle; accent-color: var(--link); }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: .6rem; }
@page { margin: 14mm; }
@media print {
  :root { --ink: #000; --soft: #333; --page: #fff; --card: #fff; --line: #999; --grid: #ddd; --axis: #777; --good: #000; --part: #000; --bad: #000; --none: #000; --link: #000; }
  html { font-size: 10.5pt; } body { max-width: none; padding: 0; } nav, .download { display: none; }
  .figures { grid-template-columns: 1fr 1fr; } h2, h3 { break-after: avoid; } tr, figure { break-inside: avoid; }
  .scroll { overflow: visible; } pre { white-space: pre-wrap; }
}`;
