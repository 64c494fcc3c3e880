/** @file The page that follows runs: progress, the latest figures of each, curves that grow. */
import type { ExperimentRuns } from '../figures/experiment-runs.ts';
import { counted } from '../text/counted.ts';
import { brief } from '../text/digits.ts';
import { roughDuration } from '../text/duration.ts';
import { type FigureOnPage, figureBlock } from './figures-section.ts';
import { type Html, html, table, trusted } from './html.ts';
import { document } from './page.ts';

/** One run as it stands. */
export interface LiveRun {
  readonly variant: string;
  readonly run: number;
  readonly state: string;
  readonly iterations: number;
  readonly totalIterations: number | undefined;
  readonly secondsLeft: number | undefined;
  readonly message: string | undefined;
  /** Latest value of each column that is shown. */
  readonly latest: Readonly<Record<string, number | undefined>>;
}

export interface LiveExperiment {
  readonly experiment: Pick<ExperimentRuns, 'title'>;
  readonly runs: readonly LiveRun[];
  readonly figures: readonly FigureOnPage[];
}

const SHOWN = ['train_loss', 'test_loss', 'test_error'] as const;

/** What changes on the page. */
export const liveBody = (experiments: readonly LiveExperiment[], problem: string | undefined): string =>
  html`${problem !== undefined && html`<p>${problem}</p>`}
${experiments.map(
  ({ experiment, runs, figures }) => html`<section><h2>${experiment.title}</h2>
${summary(runs)}
${table(
  ['run', 'state', 'progress', 'left', ...SHOWN.map((column) => column.replace('_', ' '))],
  runs.map((run) => [
    `${run.variant} run ${run.run}`,
    run.message === undefined ? run.state : `${run.state}: ${run.message}`,
    progressBar(run),
    run.secondsLeft === undefined ? '' : roughDuration(run.secondsLeft),
    ...SHOWN.map((column) => brief(run.latest[column])),
  ]),
  `Runs of ${experiment.title}`,
)}
<div class="figures">${figures.map((figure) => figureBlock(figure))}</div></section>`,
)}`.html;

function summary(runs: readonly LiveRun[]): Html {
  const counts = new Map<string, number>();
  for (const { state } of runs) counts.set(state, (counts.get(state) ?? 0) + 1);
  return html`<p>${counted(runs.length, 'run')}: ${[...counts].map(([state, count]) => `${count} ${state}`).join(', ')}</p>`;
}

function progressBar({ variant, run, iterations, totalIterations }: LiveRun): Html | string {
  if (totalIterations === undefined) return iterations > 0 ? `${iterations} iterations` : '';
  const percent = Math.floor((100 * iterations) / Math.max(1, totalIterations));
  return html`<progress max="${totalIterations}" value="${Math.min(iterations, totalIterations)}" aria-label="${variant} run ${run}"></progress> ${percent} %`;
}

/** Asks for what changed, keeps what the reader has opened or scrolled to, and says so when nobody answers any more. */
const SCRIPT = `
const main = document.querySelector('main'), state = document.getElementById('state');
let version = main.dataset.version;
const ask = async () => {
  try {
    const answer = await fetch('/state?version=' + version);
    if (answer.status === 200) {
      version = answer.headers.get('x-version');
      const scrolls = [...main.querySelectorAll('.scroll')].map((one) => one.scrollLeft);
      main.innerHTML = await answer.text();
      main.querySelectorAll('.scroll').forEach((one, i) => { one.scrollLeft = scrolls[i] ?? 0; });
    }
    state.textContent = 'Follows the runs.';
  } catch { state.textContent = 'elu-bench watch has ended; this is how the runs stood.'; }
  setTimeout(ask, 2000);
};
setTimeout(ask, 2000);
`;

/** `nonce`: random letters, by which the browser knows that the script is ours. */
export const livePage = (title: string, body: string, version: string, nonce: string): string =>
  document(
    `elu-bench watch: ${title}`,
    html`<header><h1>${title}</h1><p class="soft" id="state" role="status">Follows the runs.</p></header>
<main data-version="${version}">${trusted(body)}</main>
<script nonce="${nonce}">${trusted(SCRIPT)}</script>`,
    html`<noscript><meta http-equiv="refresh" content="10"></noscript>\n`,
    `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'`,
  );
