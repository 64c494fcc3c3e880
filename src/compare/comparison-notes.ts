/** @file What a reader of a comparison must know to judge it: runs that were left out, pairs that are too few to show anything. */

import { groupBy } from '../reading/group-by.ts';
import type { RunLabel } from '../reading/run-label.ts';
import { pairsNeeded, type Test } from '../statistics/difference.ts';
import { counted } from '../text/counted.ts';
import { writeP } from '../text/digits.ts';
import type { Comparison, VariantFigures } from './comparison.ts';
import { figureOf } from './run-values.ts';
import type { VariantRuns } from './variant-runs.ts';

/** The level that people ask for. */
const ALPHA = 0.05;

/** Sentences, each on its own. */
export const comparisonNotes = (comparison: Comparison): readonly string[] => [
  ...comparison.variants.flatMap(leftOut),
  ...guesses(comparison),
  ...differentEnds(comparison),
  ...pairNotes(comparison),
];

const guesses = ({ direction, question: { metric } }: Comparison): readonly string[] =>
  direction.basis === 'guessed'
    ? [`Whether more or less ${metric} is better is not known; --higher-is-better or --lower-is-better says.`]
    : [];

const leftOut = ({ label, runs, missing }: VariantFigures): readonly string[] => {
  if (missing.size === 0) return [];
  const reasons = [...missing].map(([reason, numbers]) => `${runList(numbers)} ${reason}`);
  const count = [...missing.values()].reduce((sum, numbers) => sum + numbers.length, 0);
  return [`${label}: ${count} of ${runs.length} runs left out: ${reasons.join('; ')}.`];
};

const MOST_NAMED = 5;

const runList = (numbers: readonly RunLabel[]): string => {
  const more = numbers.length - MOST_NAMED;
  return `run ${numbers.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

const differentEnds = ({ variants, question: { at, metric } }: Comparison): readonly string[] => {
  if (at !== undefined) return [];
  const ends = variants.flatMap(({ runs }) =>
    runs.flatMap((run) =>
      'value' in figureOf(run, metric, at) ? (run.columns.get('iteration')?.at(-1) ?? []) : [],
    ),
  );
  const [first, last] = ends.reduce(
    ([low, high], end) => [Math.min(low, end), Math.max(high, end)],
    [Infinity, -Infinity],
  );
  if (ends.length === 0 || first === last) return [];
  return [`The runs end at different iterations, ${first} to ${last}; --at compares them at one.`];
};

const isUnnamed = ({ runs }: VariantRuns): boolean => runs.some((run) => run.isUnnamed);

const pairNotes = ({ variants, baseline }: Comparison): readonly string[] => {
  const differing = variants.filter(({ difference }) => difference !== undefined);
  const unpaired = differing.filter((one) => isUnnamed(one) || isUnnamed(baseline!));
  const compared = differing
    .filter((one) => !unpaired.includes(one))
    .map(({ label, n, difference }) => ({ label, n, ...difference! }));
  const tests = compared.flatMap(({ test }) => test ?? []);
  const powerless = tests.filter(({ smallest }) => tests.length * smallest >= ALPHA);
  return [
    ...(unpaired.length === 0
      ? []
      : [
          `${unpaired.map(({ label }) => label).join(', ')}: no paired test, as nothing says which run belongs to which of the baseline. --run COLUMN names what does: a seed, a number, a label.`,
        ]),
    ...together(
      compared.map(({ label, n, pairs }) =>
        pairs < n
          ? [label, `only ${pairs} of ${n} runs have a partner of the same number in the baseline.`]
          : undefined,
      ),
    ),
    ...together(
      compared.map(({ label, pairs, test }) =>
        test
          ? undefined
          : [label, `no p from ${counted(pairs, 'pair')}, which can't show anything; 3 at least.`],
      ),
    ),
    ...(powerless.length === 0 ? [] : [powerNote(tests.length, powerless)]),
  ];
};

/** What is the same of several variants is said once. */
const together = (
  notes: readonly (readonly [label: string, text: string] | undefined)[],
): readonly string[] => {
  const byText = groupBy(
    notes.filter((note) => note !== undefined),
    ([, text]) => text,
  );
  return [...byText].map(([text, same]) => `${same.map(([label]) => label).join(', ')}: ${text}`);
};

/** Instead of a bare "not significant". */
const powerNote = (comparisons: number, powerless: readonly Test[]): string => {
  const { n, smallest } = powerless.reduce((most, one) => (one.n > most.n ? one : most));
  const corrected = comparisons === 1 ? '' : ` after Holm's correction for ${comparisons} comparisons`;
  return `${n} pairs can't give a p below ${writeP(smallest)}, however clear the difference; p < ${ALPHA}${corrected} takes ${pairsNeeded(comparisons, ALPHA)} pairs at least.`;
};
