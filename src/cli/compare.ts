/** @file `elu-bench compare`: figures of the variants in results folders or CSV files, their differences, and assertions about them. */

import { parseAssertion } from '../compare/assertions.ts';
import { baselineHint, defaultBaseline } from '../compare/baseline.ts';
import { compare } from '../compare/comparison.ts';
import { comparisonNotes } from '../compare/comparison-notes.ts';
import { type Judged, judge } from '../compare/judge.ts';
import { defaultMetric, metricMeant } from '../compare/metric.ts';
import { readPoint } from '../compare/run-point.ts';
import { groupByVariant } from '../compare/variant-runs.ts';
import { EXIT } from '../errors.ts';
import { readRuns } from '../reading/runs.ts';
import { COMPARE_FORMATS, type CompareFormat } from './compare-text.ts';
import { betterAsked, type DirectionOptions } from './direction-options.ts';
import { oneOf } from './one-of.ts';
import { type CsvOptions, checkFound, hintsOf, readingText, tell } from './read-runs.ts';

/** As main.ts reads them. */
export interface CompareOptions extends CsvOptions, DirectionOptions {
  readonly metric?: string;
  readonly at?: string;
  readonly baseline?: string;
  readonly until?: number;
  readonly format: string;
  readonly json?: boolean;
  readonly assert?: readonly string[];
}

/** Prints the comparison and returns the exit code: 3 if files were damaged, 4 if an assertion does not hold. */
export async function compareRuns(paths: readonly string[], options: CompareOptions): Promise<number> {
  // What is wrong with the command itself is told before anything is read.
  const assertions = (options.assert ?? []).map((text) => parseAssertion(text));
  const format = formatOf(options);
  const at = options.at === undefined ? undefined : readPoint(options.at);
  const better = betterAsked(options);
  const read = await readRuns(paths, hintsOf(options));
  checkFound(read, paths, 'no run to compare');
  const { readings = [] } = read;
  for (const reading of readings) tell(readingText(reading));
  const variants = groupByVariant(read.runs);
  const metric =
    options.metric === undefined
      ? defaultMetric(variants)
      : metricMeant(variants, options.metric, '--metric');
  const baseline = options.baseline ?? defaultBaseline(variants);
  const comparison = compare(variants, {
    metric,
    ...(at && { at }),
    ...(options.until !== undefined && { until: options.until }),
    ...(baseline !== undefined && { baseline }),
    ...(better && { better }),
  });
  const judged = judge(assertions, variants, at, better && { [metric]: better });
  const notes = [...read.notes, ...comparisonNotes(comparison)];
  const hint = baseline === undefined ? baselineHint(variants) : undefined;
  process.stdout.write(COMPARE_FORMATS[format]({ comparison, judged, notes, readings, hint }));
  // A CSV file has no place for them.
  if (format === 'csv') for (const note of notes) tell(note);
  for (const message of read.damaged) tell(`left out, as damaged: ${message}`);
  for (const one of judged) tell(judgement(one));
  if (read.damaged.length > 0) return EXIT.data;
  return judged.every(({ holds }) => holds) ? EXIT.done : EXIT.assertion;
}

const formatOf = ({ json, format }: CompareOptions): CompareFormat =>
  oneOf('--format', json ? 'json' : format, Object.keys(COMPARE_FORMATS) as CompareFormat[]);

function judgement({ text, holds, left, right }: Judged): string {
  const side = (value: number | undefined) => (value === undefined ? 'no value' : String(value));
  return `${holds ? 'holds' : 'does not hold'}: ${text} (${side(left)}, ${side(right)})`;
}
