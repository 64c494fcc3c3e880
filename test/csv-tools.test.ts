/** @file CSV files as the tools of the field write them (test/csv-tools): each is read to what pandas found in it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Comparison, compare } from '../src/compare/comparison.ts';
import { defaultMetric } from '../src/compare/metric.ts';
import { bestOf } from '../src/compare/run-values.ts';
import { groupByVariant } from '../src/compare/variant-runs.ts';
import type { VariantStatistics } from '../src/compare/variant-statistics.ts';
import { UserError } from '../src/errors.ts';
import type { CsvHints } from '../src/reading/csv/hints.ts';
import type { RunLog } from '../src/reading/run.ts';
import { readRuns } from '../src/reading/runs.ts';

const TOOLS = fileURLToPath(new URL('./csv-tools', import.meta.url));

interface ExpectedRun {
  readonly files: readonly string[];
  readonly variant: string;
  readonly seed: number | null;
  readonly step: { readonly distinct: number; readonly first: number; readonly last: number } | null;
  readonly measured: number;
  readonly last: { readonly value: number; readonly step: number | null };
  readonly best: { readonly value: number };
  readonly diverged?: boolean;
}

interface ExpectedCase {
  readonly name: string;
  readonly args: readonly string[];
  readonly metric: string;
  readonly direction: 'higher' | 'lower';
  readonly pairedBy: string | null;
  readonly leftOut?: number;
  readonly unclear?: string;
  readonly runs: readonly ExpectedRun[];
  readonly differences: readonly {
    readonly variant: string;
    readonly pairs: { readonly differences: readonly number[]; readonly meanDifference: number } | null;
  }[];
}

const casesOf = (tool: string): readonly ExpectedCase[] =>
  JSON.parse(readFileSync(join(TOOLS, tool, 'expected.json'), 'utf8')).cases;

/** `compare` as the command does it, without a process for each. */
const compared = async (tool: string, [, ...args]: readonly string[]) => {
  const at = args.findIndex((arg) => arg.startsWith('--'));
  const paths = args.slice(0, at < 0 ? undefined : at).map((path) => join(TOOLS, tool, path));
  const given = args.slice(paths.length);
  const options = Object.fromEntries(
    given.flatMap((arg, i) => (arg.startsWith('--') ? [[arg.slice(2), given[i + 1] ?? '']] : [])),
  );
  const hints: CsvHints = {
    ...(options.by && { by: options.by.split(',') }),
    ...(options.run && { run: options.run }),
    ...(options.step && { step: options.step }),
  };
  const read = await readRuns(paths, hints);
  const variants = groupByVariant(read.runs);
  const comparison = compare(variants, {
    metric: options.metric ?? defaultMetric(variants),
    ...(options.baseline && { baseline: options.baseline }),
    ...('higher-is-better' in options && { better: 'higher' }),
  });
  return { read, comparison };
};

const plain = (name: string): string => name.replace(/^[^/]*\//, '').replace(/^[\w. ]+[=:] ?/, '');

const runsOf = ({ variants }: Comparison): readonly (RunLog & { readonly figures: VariantStatistics })[] =>
  variants.flatMap((figures) =>
    figures.runs
      .filter(({ run, status }) => figures.values.has(run) || status === 'diverged')
      .map((run) => ({ ...run, figures })),
  );

/** What differs from what is expected, in words; none where all is right. */
const faults = (expected: ExpectedCase, comparison: Comparison): readonly string[] => {
  const { metric } = comparison.question;
  const found = runsOf(comparison);
  const said: string[] = [];
  const check = (what: string, value: unknown, right: unknown) => {
    const same =
      typeof value === 'number' && typeof right === 'number'
        ? Math.abs(value - right) <= 1e-12 * Math.max(1, Math.abs(right))
        : value === right;
    if (!same) said.push(`${what}: ${value} for ${right}`);
  };
  check('metric', metric.toLowerCase(), expected.metric.toLowerCase());
  check('direction', comparison.direction.better, expected.direction);
  check('runs', found.length, expected.runs.length);
  for (const one of expected.runs) {
    const name = `${one.variant} ${one.seed}`;
    const run = found.find(
      ({ variantName, run, figures }) =>
        [plain(variantName), plain(figures.label), variantName].includes(one.variant) &&
        (one.seed === null || run === one.seed),
    );
    if (!run) {
      said.push(
        `${name}: not found among ${found.map((all) => `${all.figures.label} ${all.run}`).join(', ')}`,
      );
      continue;
    }
    const values = run.columns.get(metric)!;
    check(`${name} diverged`, run.status === 'diverged', one.diverged ?? false);
    check(`${name} measured`, values.filter(Number.isFinite).length, one.measured);
    check(`${name} best`, bestOf(run, metric, comparison.direction), one.best.value);
    const last = values.findLastIndex(Number.isFinite);
    check(`${name} last`, values[last], one.last.value);
    if (!one.step) continue;
    const steps = run.columns.get('iteration')!;
    check(`${name} step of last`, steps[last], one.last.step);
    // Runs that share a chart's axis have no row where only others have a value.
    if (steps.length === one.measured) continue;
    check(`${name} rows`, steps.length, one.step.distinct);
    check(`${name} first step`, steps[0], one.step.first);
    check(`${name} last step`, steps.at(-1), one.step.last);
  }
  for (const one of expected.differences) {
    const figures = comparison.variants.find(({ label, name }) =>
      [plain(label), plain(name), name].includes(one.variant),
    );
    const difference = figures?.difference;
    if (one.pairs === null) {
      check(`${one.variant} paired test`, difference?.test, undefined);
      continue;
    }
    check(`${one.variant} pairs`, difference?.pairs, one.pairs.differences.length);
    check(`${one.variant} mean difference`, difference?.mean, one.pairs.meanDifference);
  }
  return said;
};

const tools = readdirSync(TOOLS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe.each(tools)('%s', (tool) => {
  it.each(casesOf(tool).map((one) => [one.name, one] as const))('%s', async (_, expected) => {
    try {
      const { read, comparison } = await compared(tool, expected.args);
      expect(faults(expected, comparison)).toEqual([]);
      expect(read.readings).toHaveLength(new Set(expected.runs.flatMap(({ files }) => files)).size);
      if (expected.leftOut !== undefined)
        expect(comparison.variants.reduce((sum, { runs, n }) => sum + runs.length - n, 0)).toBe(
          expected.leftOut,
        );
    } catch (error) {
      // What the files don't say may be refused.
      if (!(expected.unclear && error instanceof UserError)) throw error;
    }
  });
});
