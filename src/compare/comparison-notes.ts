/** @file What a reader of a comparison must know to judge it: runs that were left out, pairs that are too few to show anything. */

import { groupBy } from '../group-by.ts';
import type { RunLabel } from '../reading/run-label.ts';
import { pairsNeeded, type Test } from '../statistics/difference.ts';
import { counted } from '../text/counted.ts';
import { writeP } from '../text/digits.ts';
import type { ComparedStatistics, Comparison, VariantDifference } from './comparison.ts';
import { runValue } from './run-values.ts';
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

function leftOut({ label, runs, missing }: ComparedStatistics): readonly string[] {
  if (missing.size === 0) return [];
  const reasons = [...missing].map(([reason, numbers]) => `${runList(numbers)} ${reason}`);
  const count = [...missing.values()].reduce((sum, numbers) => sum + numbers.length, 0);
  return [`${label}: ${count} of ${runs.length} runs left out: ${reasons.join('; ')}.`];
}

const MOST_NAMED = 5;

function runList(numbers: readonly RunLabel[]): string {
  const more = numbers.length - MOST_NAMED;
  return `run ${numbers.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function differentEnds({ variants, question: { at, metric } }: Comparison): readonly string[] {
  if (at !== undefined) return [];
  const ends = variants.flatMap(({ runs }) =>
    runs.flatMap((run) =>
      'value' in runValue(run, metric, at) ? (run.columns.get('iteration')?.at(-1) ?? []) : [],
    ),
  );
  const [first, last] = ends.reduce(
    ([low, high], end) => [Math.min(low, end), Math.max(high, end)],
    [Infinity, -Infinity],
  );
  if (ends.length === 0 || first === last) return [];
  return [`The runs end at different iterations, ${first} to ${last}; --at compares them at one.`];
}

const isUnnamed = ({ runs }: VariantRuns): boolean => runs.some((run) => run.isUnnamed);

/** A variant with as many pairs as it has with the baseline. */
type Paired = Pick<ComparedStatistics, 'label' | 'n'> & VariantDifference;

function pairNotes({ variants, baseline }: Comparison): readonly string[] {
  const differing = variants.filter(({ difference }) => difference !== undefined);
  const unpaired = differing.filter((one) => isUnnamed(one) || isUnnamed(baseline!));
  const paired = differing
    .filter((one) => !unpaired.includes(one))
    .map(({ label, n, difference }): Paired => ({ label, n, ...difference! }));
  return [
    ...unpairedNote(unpaired.map(({ label }) => label)),
    ...together(paired, partnersText),
    ...together(paired, untestedText),
    ...powerNote(paired.flatMap(({ test }) => test ?? [])),
  ];
}

const unpairedNote = (labels: readonly string[]): readonly string[] =>
  labels.length === 0
    ? []
    : [
        `${labels.join(', ')}: no paired test, as nothing says which run belongs to which of the baseline. --run COLUMN names what does: a seed, a number, a label.`,
      ];

const partnersText = ({ pairs, n }: Paired): string | undefined =>
  pairs < n ? `only ${pairs} of ${n} runs have a partner of the same number in the baseline.` : undefined;

const untestedText = ({ pairs, test }: Paired): string | undefined =>
  test ? undefined : `no p from ${counted(pairs, 'pair')}, which can't show anything; 3 at least.`;

/** What is the same of several variants is said once. */
const together = (
  paired: readonly Paired[],
  textOf: (one: Paired) => string | undefined,
): readonly string[] =>
  [...groupBy(paired, textOf)].flatMap(([text, same]) =>
    text === undefined ? [] : `${same.map(({ label }) => label).join(', ')}: ${text}`,
  );

/** Instead of a bare "not significant". */
function powerNote(tests: readonly Test[]): readonly string[] {
  const powerless = tests.filter(({ smallest }) => tests.length * smallest >= ALPHA);
  if (powerless.length === 0) return [];
  const { n, smallest } = powerless.reduce((most, one) => (one.n > most.n ? one : most));
  const corrected = tests.length === 1 ? '' : ` after Holm's correction for ${tests.length} comparisons`;
  return [
    `${n} pairs can't give a p below ${writeP(smallest)}, however clear the difference; p < ${ALPHA}${corrected} takes ${pairsNeeded(tests.length, ALPHA)} pairs at least.`,
  ];
}
