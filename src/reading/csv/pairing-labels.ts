/** @file Which label says of a run of a CSV file what it is paired with, where several columns tell runs apart: its seed, rather than an id that no other run has. */
import { labelOf, type RunLabel } from '../run-label.ts';

/** A run by its variant and by the text of each column that tells runs apart. */
export interface Labelled {
  readonly variant: string;
  readonly texts: readonly string[];
}

/** A label for each run, and the columns that it comes from, by their places. */
export interface Labels {
  readonly labels: readonly RunLabel[];
  readonly columns: readonly number[];
}

/** Labels of the column whose labels most runs share with another variant and none has twice, the first of equals; or else of all columns together. */
export function labelsOf(runs: readonly Labelled[]): Labels {
  const places = [...(runs[0]?.texts.keys() ?? [])];
  const together = runs.map(({ texts }) => (texts.length === 1 ? labelOf(texts[0]!) : texts.join(' ')));
  const choices: readonly Labels[] = [
    ...places.map((column) => ({
      labels: runs.map(({ texts }) => labelOf(texts[column]!)),
      columns: [column],
    })),
    { labels: together, columns: places },
  ];
  const scored = choices.map((choice) => ({ choice, score: sharing(runs, choice.labels) }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score < 0 ? choices.at(-1)! : best.choice;
}

/** How many runs have a label that another variant has, too; −1 where some variant has one twice. */
function sharing(runs: readonly Labelled[], labels: readonly RunLabel[]): number {
  const variants = new Map<RunLabel, Set<string>>();
  for (const [at, { variant }] of runs.entries()) {
    const having = variants.get(labels[at]!) ?? new Set();
    if (having.has(variant)) return -1;
    variants.set(labels[at]!, having.add(variant));
  }
  return labels.filter((label) => variants.get(label)!.size > 1).length;
}
