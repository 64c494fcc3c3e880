/** @file The outcome of an experiment in words: a table, what went wrong, and the same facts as JSON. */
import type { RunPlan } from '../../config/experiment.ts';
import type { RunEnd } from '../../training/messages.ts';
import { runLabel } from '../progress/run-text.ts';
import { outputWidth } from '../terminal/terminal.ts';
import { textTable } from '../terminal/text-table.ts';
import { widthOf } from '../terminal/text-width.ts';
import type { Figures, RunOutcome, Spread, VariantOutcome } from './outcome.ts';

interface FigureColumn {
  readonly title: string;
  write(value: number): string;
}

const FIGURES: { readonly [K in keyof Figures]: FigureColumn } = {
  test_error: { title: 'test error %', write: (fraction) => (100 * fraction).toFixed(2) },
  test_loss: { title: 'test loss', write: (loss) => loss.toFixed(4) },
  median_unit_activation: { title: '|median unit activation|', write: (mean) => mean.toFixed(4) },
  seconds: { title: 'seconds', write: (seconds) => seconds.toFixed(1) },
};
const columns = Object.entries(FIGURES) as [keyof Figures, FigureColumn][];

/**
 * A line a variant: how its runs ended, and mean ± standard deviation of its figures; columns that nobody knows are left out. In a narrow terminal
 * names are values alone, with what they are of in the heading.
 */
export function outcomeTable(variants: readonly VariantOutcome[], width = outputWidth()): string {
  const known = columns.filter(([key]) => variants.some(({ figures }) => figures[key]));
  const cell = (spread: Spread | undefined, { write }: FigureColumn): string => {
    if (!spread) return '-';
    return spread.sd === undefined ? write(spread.mean) : `${write(spread.mean)} ± ${write(spread.sd)}`;
  };
  const table = (heading: string, name: (of: VariantOutcome) => string, columns: number): string =>
    textTable(
      [
        [heading, 'runs', ...known.map(([, { title }]) => title)],
        ...variants.map((variant) => [
          name(variant),
          states(variant),
          ...known.map(([key, column]) => cell(variant.figures[key], column)),
        ]),
      ],
      '',
      { width: columns, hasHead: true },
    );
  const whole = table('variant', ({ variantName }) => variantName, Infinity);
  if (whole.split('\n').every((line) => widthOf(line) <= width)) return whole;
  const keys = Object.keys(variants[0]?.variant ?? {});
  if (keys.length === 0) return table('variant', ({ variantName }) => variantName, width);
  return table(keys.join(','), ({ variant }) => Object.values(variant).join(','), width);
}

/** `5` where all are done, else `3 of 5, 2 diverged`. */
function states({ runs }: VariantOutcome): string {
  const counts = new Map<string, number>();
  for (const { status = 'not begun' } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  const { done = 0, ...others } = Object.fromEntries(counts);
  if (done === runs.length) return String(done);
  return [`${done} of ${runs.length}`, ...Object.entries(others).map(([state, n]) => `${n} ${state}`)].join(
    ', ',
  );
}

/** Why runs failed or diverged: each reason once, with the runs that it stopped. */
export function troubles(ends: ReadonlyMap<RunPlan, RunEnd>): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const [plan, { status, message }] of ends) {
    if (message === undefined) continue;
    const reason = `${status}: ${message}`;
    reasons.set(reason, [...(reasons.get(reason) ?? []), runLabel(plan)]);
  }
  return [...reasons].map(([reason, [first, ...others]]) => {
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    return `${first}${more} ${reason}`;
  });
}

/** What is the same for all runs of an experiment. */
export interface Facts {
  readonly experiment: string;
  readonly folder: string;
  readonly summary: string;
  readonly engine: string;
  readonly device: string;
  readonly exitCode: number;
}

/** The outcome as JSON, null where a figure is not known. `version` counts changes that a reader must know of. */
export const outcomeJson = (
  { exitCode, ...facts }: Facts,
  runs: readonly RunOutcome[],
  variants: readonly VariantOutcome[],
): string =>
  `${JSON.stringify(
    {
      version: 1,
      ...facts,
      exit_code: exitCode,
      variants: variants.map(({ variant, variantName, figures, runs: own }) => ({
        name: variantName,
        variant,
        runs: own.length,
        done: own.filter(({ status }) => status === 'done').length,
        ...figures,
      })),
      runs: runs.map(({ variantName, ...run }) => ({ name: variantName, ...run })),
    },
    (_key, value: unknown) => value ?? null,
    2,
  )}\n`;
