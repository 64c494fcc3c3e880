/** @file With what the runs were made: environments, each once, and the config of each variant. */

import { groupBy } from '../group-by.ts';
import { counted } from '../text/counted.ts';
import { dataLink, type Html, html, table } from './html.ts';
import type { ReportedExperiment } from './reported-experiment.ts';

/** What differs from run to run and means nothing. */
const EACH_RUN = new Set(['date', 'command']);
const MOST_ENVIRONMENTS = 10;
const MOST_CONFIGS = 40;

export function environmentSection({ title, files }: ReportedExperiment): Html | false {
  const environments = files.flatMap(({ environment }) => (environment ? [shared(environment)] : []));
  const all = [...groupBy(environments, (one) => JSON.stringify(one)).values()].map((same) => ({
    environment: same[0]!,
    runs: same.length,
  }));
  return (
    all.length > 0 &&
    html`<h3>Environment</h3>
${all.slice(0, MOST_ENVIRONMENTS).map(
  (
    { environment, runs },
    i,
  ) => html`<details ${i === 0 && 'open'}><summary>${counted(runs, 'run')}: ${environment.device ?? environment.engine ?? ''}</summary>
${table(['what', 'value'], Object.entries(environment), `Environment ${i + 1} of ${title}`)}</details>`,
)}
${all.length > MOST_ENVIRONMENTS && html`<p class="soft">${all.length - MOST_ENVIRONMENTS} more environments.</p>`}`
  );
}

/** What differs from run to run left out. */
const shared = (environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(environment).filter(([key]) => !EACH_RUN.has(key)));

export function configsSection({ configs }: ReportedExperiment): Html | false {
  if (configs.length === 0) return false;
  const differing = configs.filter(({ isShared }) => !isShared);
  return html`<h3>Configs</h3>
<p class="soft">The first run’s of each variant; ${differing.length === 0 ? 'the others differ in first_run alone' : `of ${differing.map(({ name }) => name).join(', ')} other runs have another one`}. elu-bench run with such a file repeats it.</p>
${configs.slice(0, MOST_CONFIGS).map(
  ({ name, text }) => html`<details><summary>${name}</summary>
<p class="download">${dataLink('config.yaml', 'application/yaml', text, 'config.yaml')}</p>
<pre tabindex="0">${text}</pre></details>`,
)}
${configs.length > MOST_CONFIGS && html`<p class="soft">${configs.length - MOST_CONFIGS} more variants.</p>`}`;
}
