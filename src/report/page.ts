/** @file The whole page: one file that needs nothing else, neither network nor script. */

import { counted } from '../text/counted.ts';
import { checklistSection } from './checklist.ts';
import { claimsSection, verdictMark } from './claims-section.ts';
import { comparisonSection } from './comparison-section.ts';
import { type FiguresOnPage, figuresSection } from './figures-section.ts';
import { type Html, html, table, trusted } from './html.ts';
import { STYLE } from './page-style.ts';
import { configsSection, environmentSection } from './provenance.ts';
import type { ReportedExperiment } from './reported-experiment.ts';

export interface ReportContent {
  readonly experiments: readonly ReportedExperiment[];
  /** Of each experiment. */
  readonly figures: readonly FiguresOnPage[];
  /** What was damaged, passed over or guessed when the files were read. */
  readonly notes: readonly string[];
}

const MADE_FROM_RUNS = 'Made from the CSV files that elu-bench wrote; the same files give the same page.';
const MADE_FROM_CSV = 'Made from CSV files; the same files give the same page.';
const HOW_TO_GO_ON =
  '“elu-bench figures” writes the figures as SVG and PNG, “elu-bench export --csv” all numbers in one file.';

/** Nothing may be loaded, whatever stood in a name. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

export const document = (title: string, body: Html, head: Html = html``, policy = POLICY): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
${head}</head>
<body>
${body}
</body>
</html>
`.html;

/** So many notes are shown at once. */
const FEW = 5;

export function reportPage({ experiments, figures, notes }: ReportContent): string {
  const names = experiments.map(({ title }) => title).join(', ');
  const isOurs = experiments.every(({ variants }) =>
    variants.every(({ runs }) => runs.every(({ folder }) => folder !== undefined)),
  );
  const held = ['figures', 'their data', experiments.some(({ configs }) => configs.length > 0) && 'configs'];
  return document(
    `elu-bench: ${names}`,
    html`<header><h1>${names}</h1>
<p class="soft">A report of elu-bench. Everything is in this file: ${held.filter(Boolean).join(', ')}.</p>
${experiments.length > 1 && html`<nav aria-label="Experiments">${experiments.map(({ title }, i) => html`<a href="#e${i}">${title}</a>`)}</nav>`}</header>
<main>
${verdictSummary(experiments)}
${experiments.map((experiment, i) => experimentSection(experiment, figures[i]!, i, experiments.length === 1))}
${notes.length > 0 && html`<section><h2>Left out or guessed</h2><details ${notes.length <= FEW && 'open'}><summary>${counted(notes.length, 'note')} on the files</summary><ul>${notes.map((note) => html`<li>${note}</li>`)}</ul></details></section>`}
</main>
<footer class="soft"><p>${isOurs ? MADE_FROM_RUNS : MADE_FROM_CSV} ${HOW_TO_GO_ON}</p></footer>`,
  );
}

/** First of all what came out, of all experiments. */
function verdictSummary(experiments: readonly ReportedExperiment[]): Html | false {
  const rows = experiments.flatMap(({ title, claims }, i) =>
    claims.map(({ claim, verdict }) => [
      verdictMark(verdict),
      html`${claim.what} <span class="soft">${claim.where}, <a href="#e${i}">${title}</a></span>`,
    ]),
  );
  return (
    rows.length > 0 &&
    html`<section><h2>The paper’s findings</h2>
${table(['verdict', 'finding'], rows, 'Verdicts')}</section>`
  );
}

const experimentSection = (
  experiment: ReportedExperiment,
  figures: FiguresOnPage,
  index: number,
  isAlone: boolean,
): Html => html`<section id="e${index}" aria-labelledby="e${index}h">
<h2 id="e${index}h">${isAlone ? 'What was run' : experiment.title}</h2>
${experiment.description !== undefined && html`<p>${experiment.description} <span class="soft">(in the words of its config)</span></p>`}
${claimsSection(experiment)}
${comparisonSection(experiment)}
${figuresSection(figures, experiment.deviations.length === 0)}
${checklistSection(experiment)}
${environmentSection(experiment)}
${configsSection(experiment)}
</section>
`;
