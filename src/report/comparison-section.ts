/** @file The comparison of the variants as tables, with the sentences that say how to read them. */
import { type ComparisonTable, comparisonTables } from '../compare/comparison-tables.ts';
import { type Html, html, table } from './html.ts';
import type { ReportedExperiment } from './reported-experiment.ts';

export function comparisonSection({
  title: experiment,
  comparison,
  differences,
  notes,
}: ReportedExperiment): Html | false {
  if (!comparison) return false;
  const [variants] = comparisonTables(comparison);
  const others = differences.map((one) => ({
    title: one.title,
    section: comparisonTables(one.comparison).at(-1)!,
  }));
  const [first] = others;
  return html`<h3>Comparison</h3>
${sectionTable(variants!, experiment)}
${others.map(({ title, section }) => sectionTable(section, experiment, title, false))}
${first && legend(first.section)}
${notes.length > 0 && html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`}`;
}

function sectionTable(
  { title, head, rows, legend: lines }: ComparisonTable,
  experiment: string,
  where = '',
  withLegend = true,
): Html {
  const name = where === '' ? title : `${where}: ${title}`;
  return html`<p>${name}</p>
${table(head, rows, `${experiment}: ${name}`)}
${withLegend && legend({ legend: lines })}`;
}

const legend = ({ legend: lines }: Pick<ComparisonTable, 'legend'>): Html =>
  html`<p class="soft">${lines.join('; ')}.</p>`;
