import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { EXIT } from '../errors.ts';
import { meanActivationVariance, writeActivationVariance } from './activation-variance.ts';
import { csvNumber } from './csv.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'variance-'));
});

/** Medians of units by evaluation; the first layer has two units, the second one. */
function leave(...evaluations: readonly (readonly [number, number, number])[]): Promise<void> {
  const rows = evaluations.flatMap(([a, b, c], k) => [
    `${k * 10},${k},activation1,0,9,${csvNumber(a)}`,
    `${k * 10},${k},activation1,1,9,${b}`,
    `${k * 10},${k},activation2,0,9,${c}`,
  ]);
  const text = ['iteration,epoch,layer,unit,mean,median', ...rows, ''].join('\n');
  return writeFile(join(folder, 'activations.csv'), text);
}
const written = () => readFile(join(folder, 'activation-variance.csv'), 'utf8');

it('has the variances of each layer, over all evaluations but the first', async () => {
  // 1 2 3: squares about the mean 1 + 0 + 1 = 2, over 2. 0 0 6: 4 + 4 + 16 = 24, over 2. 5 5 5: none.
  await leave([100, 100, 100], [1, 0, 5], [2, 0, 5], [3, 6, 5]);
  await writeActivationVariance(folder);
  expect(await written()).toBe(
    'layer,units,evaluations,mean_variance,median_variance,max_variance\n' +
      'activation1,2,3,6.5,6.5,12.0\n' +
      'activation2,1,3,0.0,0.0,0.0\n',
  );
  expect(meanActivationVariance(folder)).toBeCloseTo(13 / 3, 12);
});

it('keeps its digits where medians hardly differ', async () => {
  // np.var([1e4 + 1e-4, 1e4 + 2e-4, 1e4 + 4e-4], ddof=1) is 2.3333e-8 up to what doubles of that size can hold.
  await leave([0, 0, 0], [10000.0001, 0, 0], [10000.0002, 0, 0], [10000.0004, 0, 0]);
  await writeActivationVariance(folder);
  expect(Number((await written()).split('\n')[1]!.split(',')[5]) / (7e-8 / 3)).toBeCloseTo(1, 3);
});

it('says nothing of fewer than two evaluations, nor of a run without the file', async () => {
  await leave([1, 2, 3], [4, 5, 6]);
  await writeActivationVariance(folder);
  expect((await written()).trim().split('\n')).toHaveLength(1);
  expect(meanActivationVariance(folder)).toBeUndefined();
  expect(meanActivationVariance(join(folder, 'none'))).toBeUndefined();
});

it('does not hide a unit that was no number', async () => {
  await leave([1, 1, 1], [Number.NaN, 1, 2], [1, 2, 2]);
  await writeActivationVariance(folder);
  expect(meanActivationVariance(folder)).toBeNaN();
});

it('names a damaged file', async () => {
  await writeFile(join(folder, 'activation-variance.csv'), 'layer,units,mean_variance\na,2,what\n');
  expect(() => meanActivationVariance(folder)).toThrow(
    expect.objectContaining({
      exitCode: EXIT.data,
      message: expect.stringMatching(/activation-variance\.csv, row 1, column mean_variance: .*"what"/),
    }),
  );
});
