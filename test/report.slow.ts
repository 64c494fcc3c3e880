/** @file A report of 500 runs of 300 rows: within 10 seconds and below 2 MB. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eluBench } from './cli-process.ts';
import { madeUpCurves, madeUpExperiment } from './made-up-experiment.ts';
import { temporaryFolder } from './tiny-idx.ts';

it('reports on 500 runs of 300 rows within 10 seconds', async () => {
  const out = temporaryFolder();
  madeUpExperiment(
    out,
    'configs/mnist.yaml',
    ['runs=250', 'variants.activation=[elu, relu]'],
    madeUpCurves(299),
  );
  const file = join(out, 'report.html');
  const { code, milliseconds } = await eluBench('report', join(out, 'mnist'), '-o', file);
  expect(code).toBe(0);
  const page = readFileSync(file, 'utf8');
  expect(page).toContain('500 done');
  expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  expect(milliseconds).toBeLessThan(10_000);
}, 600_000);
