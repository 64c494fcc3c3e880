/** Whatever order rows and columns stand in, however names are written, whatever stands between fields: the same comparison. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import { defaultBaseline } from '../../compare/baseline.ts';
import { compare } from '../../compare/comparison.ts';
import { comparisonJson } from '../../compare/comparison-json.ts';
import { comparisonNotes } from '../../compare/comparison-notes.ts';
import { groupByVariant } from '../../compare/variant-runs.ts';
import { readRuns } from '../runs.ts';

const folder = temporaryFolder(afterAll);

/** Everything that `compare --json` says of the numbers. */
async function comparisonOf(text: string | Buffer): Promise<string> {
  const file = join(folder, 'file.csv');
  writeFileSync(file, text);
  const { runs, damaged } = await readRuns([file]);
  expect(damaged).toEqual([]);
  const variants = groupByVariant(runs);
  const baseline = defaultBaseline(variants);
  const comparison = compare(variants, { metric: 'test_error', until: 0.5, ...(baseline && { baseline }) });
  return comparisonJson(comparison, [], comparisonNotes(comparison), []);
}

type Row = Readonly<Record<string, string>>;

/** Runs of a grid: a value for each variant, label and step. */
const rowsOf = (
  {
    variant,
    labels,
    steps,
    run,
    step,
  }: { variant: string; labels: readonly string[]; steps: number; run: string; step: string },
  values: readonly number[],
): readonly Row[] =>
  ['elu', 'relu', 'tanh'].flatMap((name, v) =>
    labels.flatMap((label, r) =>
      Array.from({ length: steps }, (_, s) => ({
        [variant]: name,
        [run]: label,
        ...(steps > 1 && { [step]: String((s + 1) * 10) }),
        test_error: String(values[(v * 31 + r * 7 + s * 3) % values.length]),
        'Wall time': String(1_700_000_000 + 97 * v + 13 * r + s),
        is_best: s % 2 === 0 ? 'True' : 'False',
      })),
    ),
  );

function write(
  rows: readonly Row[],
  names: readonly string[],
  headers: readonly string[],
  delimiter: string,
): string {
  const field = (text: string) =>
    delimiter === ',' || !/^[\d.]+$/.test(text) ? text : text.replace('.', ',');
  const lines = rows.map((row) => names.map((name) => field(row[name] ?? '')).join(delimiter));
  return `${[headers.join(delimiter), ...lines].join('\n')}\n`;
}

const grid = fc.record({
  variant: fc.constantFrom('variant', 'activation', 'model', 'encoder'),
  run: fc.constantFrom('run', 'seed', 'Seed', 'run_id', 'trial'),
  step: fc.constantFrom('step', 'epoch', 'iteration', 'global_step'),
  labels: fc.constantFrom(['0', '1', '2', '3'], ['s1', 's2', 's10', 's11'], ['7', 'b', '1', 'a']),
  steps: fc.integer({ min: 1, max: 4 }),
});
const values = fc.array(
  fc.integer({ min: 1, max: 999 }).map((n) => n / 1000),
  { minLength: 40, maxLength: 60 },
);

/** A name in some case, with blanks around it. */
const spelled = (name: string) =>
  fc
    .tuple(
      fc.array(fc.boolean(), { minLength: name.length, maxLength: name.length }),
      fc.constantFrom('', ' ', '   '),
      fc.constantFrom('', ' ', '     '),
    )
    .map(
      ([upper, before, after]) =>
        `${before}${[...name].map((one, i) => (upper[i] ? one.toUpperCase() : one.toLowerCase())).join('')}${after}`,
    );

it('is the same for any permutation of rows and columns, spelling of names and separator', async () => {
  await fc.assert(
    fc.asyncProperty(
      grid,
      values,
      fc.infiniteStream(fc.nat()),
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('utf8', 'bom', 'utf16'),
      async (shape, numbers, draws, delimiter, encoding) => {
        const rows = rowsOf(shape, numbers);
        const names = Object.keys(rows[0]!);
        const plain = await comparisonOf(write(rows, names, names, ','));
        const shuffled = <T>(items: readonly T[]): T[] =>
          items
            .map((item) => [draws.next().value as number, item] as const)
            .sort(([a], [b]) => a - b)
            .map(([, item]) => item);
        const columns = shuffled(names);
        const headers = columns.map(
          (name) => fc.sample(spelled(name), { numRuns: 1, seed: draws.next().value as number })[0]!,
        );
        const text = write(shuffled(rows), columns, headers, delimiter);
        const bytes = { utf8: text, bom: `\ufeff${text}`, utf16: Buffer.from(`\ufeff${text}`, 'utf16le') }[
          encoding
        ];
        expect(await comparisonOf(bytes)).toBe(plain);
      },
    ),
    { numRuns: 150 },
  );
});

it('depends on the values, and on which run is which', async () => {
  const shape = { variant: 'variant', run: 'seed', step: 'epoch', labels: ['0', '1', '2'], steps: 2 };
  const rows = rowsOf(shape, [0.1, 0.2, 0.4, 0.8, 0.3]);
  const names = Object.keys(rows[0]!);
  const plain = await comparisonOf(write(rows, names, names, ','));
  const exchanged = rows.map((row) =>
    row.variant === 'elu' && row.seed !== '2' ? { ...row, seed: row.seed === '0' ? '1' : '0' } : row,
  );
  expect(await comparisonOf(write(exchanged, names, names, ','))).not.toBe(plain);
});
