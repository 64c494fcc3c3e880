/** @file What runs and commands write as CSV, read by pandas, polars, DuckDB and R where they are installed: numbers are numbers, and the same. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eluBench, madeUpData } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

const PYTHON = process.env.ELU_BENCH_PYTHON ?? 'python3';

/** Each prints, as JSON, the sum of every column that it takes for numbers, without those that are none. */
const READERS = {
  pandas: [
    PYTHON,
    '-c',
    `import json, sys, pandas
table = pandas.read_csv(sys.argv[1])
print(json.dumps({name: float(table[name].sum()) for name in table if pandas.api.types.is_numeric_dtype(table[name])}))`,
  ],
  polars: [
    PYTHON,
    '-c',
    `import json, sys, polars
table = polars.read_csv(sys.argv[1])
print(json.dumps({name: float(table[name].cast(polars.Float64).fill_nan(None).sum() or 0) for name in table.columns if table[name].dtype.is_numeric()}))`,
  ],
  duckdb: [
    PYTHON,
    '-c',
    `import json, sys, duckdb
table = duckdb.read_csv(sys.argv[1])
numbers = [name for name, kind in zip(table.columns, table.types) if str(kind) in ("BIGINT", "DOUBLE")]
def total(name):
    quoted = '"' + name.replace('"', '""') + '"'
    return table.filter(f"not isnan({quoted}::DOUBLE)").aggregate(f"coalesce(sum({quoted}::DOUBLE), 0)").fetchall()[0][0]
print(json.dumps({name: float(total(name)) for name in numbers}))`,
  ],
  R: [
    'Rscript',
    '-e',
    `table <- read.csv(commandArgs(TRUE)[1], check.names = FALSE)
numbers <- names(table)[sapply(table, is.numeric)]
sums <- sapply(numbers, function(name) sum(table[[name]], na.rm = TRUE))
cat("{", paste(sprintf('"%s": %s', numbers, ifelse(is.finite(sums), format(sums, digits = 17, trim = TRUE), '"Infinity"')), collapse = ", "), "}")`,
  ],
} as const;

const isInstalled = (name: keyof typeof READERS): boolean => {
  const [program, ...args] = name === 'R' ? ['Rscript', '--version'] : [PYTHON, '-c', `import ${name}`];
  try {
    execFileSync(program!, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Files by name, with 130 rows of iteration 0 in activations.csv, more than polars looks at, and a run that diverged. */
const files = new Map<string, string>();

beforeAll(async () => {
  const out = temporaryFolder(afterAll);
  const config = join(out, 'config.yaml');
  writeFileSync(
    config,
    `name: tiny
runs: 2
variants: { learning_rate: [1, 0.01, 1000000], activation: [relu] }
dataset: { name: idx, dir: ${JSON.stringify(madeUpData(afterAll))} }
network: { hidden: 2x130 }
probe: { samples: 16, per_unit: true, medians: true }
evaluate: { every: 7 iterations }
train: { batch_size: 10, epochs: 2 }
`,
  );
  const { code } = await eluBench('run', config, '--out', out, '--quiet');
  expect(code).toBe(1);
  const run = join(out, 'tiny', 'learning_rate=0.01,activation=relu', 'run-0');
  for (const name of ['log.csv', 'activations.csv', 'activation-variance.csv'])
    files.set(name, join(run, name));
  files.set(
    'log.csv of a run that diverged',
    join(out, 'tiny', 'learning_rate=1000000,activation=relu', 'run-0', 'log.csv'),
  );
  files.set('summary.csv', join(out, 'tiny', 'summary.csv'));
  const all = join(out, 'all.csv');
  await eluBench('export', out, '--csv', all);
  files.set('export --csv', all);
  const compared = await eluBench('compare', out, '--format', 'csv', '--baseline', 'learning_rate=0.01');
  writeFileSync(join(out, 'compared.csv'), compared.stdout);
  files.set('compare --format csv', join(out, 'compared.csv'));
});

const NAMES = [
  'log.csv',
  'activations.csv',
  'activation-variance.csv',
  'log.csv of a run that diverged',
  'summary.csv',
  'export --csv',
  'compare --format csv',
];

describe.each(Object.keys(READERS) as (keyof typeof READERS)[])('%s', (reader) => {
  it.skipIf(!isInstalled(reader)).each(NAMES)('reads %s', (name) => {
    const file = files.get(name)!;
    const [program, ...args] = READERS[reader];
    const found = JSON.parse(
      execFileSync(program, [...args, file], { encoding: 'utf8' })
        .replaceAll(/\b(NaN|-?Infinity)\b/g, '"$1"')
        .replaceAll('""', '"'),
    ) as Record<string, number | string>;
    const rows = parse<Record<string, string>>(readFileSync(file), { columns: true });
    for (const column of Object.keys(rows[0]!)) {
      const texts = rows.map((row) => row[column]!).filter((text) => text !== '');
      const numbers = texts.map((text) => Number(text.replace('inf', 'Infinity')));
      // Whatever looks like numbers is read as numbers.
      if (texts.length === 0 || !texts.every((text) => /^(-?\d[\d.e+-]*|nan|-?inf)$/i.test(text))) continue;
      expect(found, `${column} is no column of numbers`).toHaveProperty([column]);
      const sum = numbers.filter((value) => !Number.isNaN(value)).reduce((a, b) => a + b, 0);
      if (Number.isFinite(sum))
        expect(found[column]).toBeCloseTo(sum, 6 - Math.ceil(Math.log10(Math.abs(sum) + 1)));
    }
  });
});
