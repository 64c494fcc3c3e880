/** @file An autoencoder from its config to a picture of what it reconstructs, and medians of units to their variances. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { eluBench, logOf, madeUpData } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

const rows = (file: string): Record<string, string>[] => parse(readFileSync(file), { columns: true });

/** A small autoencoder on made-up images of 6 × 6, trained for some epochs; the folder of its run. */
const trained = async (out: string, ...more: string[]): Promise<string> => {
  const { code, stderr } = await eluBench(
    ...['run', 'quick/autoencoder', 'name=small', 'dataset.name=idx', `dataset.dir=${madeUpData()}`],
    ...['network.encoder=[24, 12]', 'variants.activation=elu', 'variants.learning_rate=2'],
    ...['train.batch_size=10', 'train.epochs=40', '--out', out, '--quiet', ...more],
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return join(out, 'small', 'activation=elu,learning_rate=2', 'run-0');
};

it('learns to reconstruct, and shows it in a picture', async () => {
  const out = temporaryFolder();
  const folder = await trained(out);
  const log = logOf(folder);
  const [start, end] = [log[0]!, log.at(-1)!].map((row) => Number(row.test_loss)) as [number, number];
  expect(end).toBeLessThan(start / 4);
  expect(log.at(-1)).toMatchObject({ train_error: '', test_error: '' });
  // 24, 12 (linear), 24 and 36 units.
  const header = readFileSync(join(folder, 'checkpoint.safetensors')).toString('latin1');
  for (const shape of ['[24,36]', '[12,24]', '[24,12]', '[36,24]'])
    expect(header).toContain(`"shape":${shape}`);

  const asked = await eluBench('export', folder, '--reconstructions', '--count', '7');
  expect(asked).toMatchObject({ code: 0, stderr: '' });
  const file = join(folder, 'reconstructions.png');
  expect(asked.stdout).toBe(
    `${file}: the first 7 test images and beside each its reconstruction after 800 iterations\n`,
  );
  // Five pairs of 12 × 6 in a row and two in the next, with margins of 2, all enlarged 14 times.
  const picture = sharp(file);
  expect(await picture.metadata()).toMatchObject({ width: 72 * 14, height: 18 * 14, channels: 1 });
  const pixels = await picture.toColourspace('b-w').raw().toBuffer();
  const at = (x: number, y: number) => pixels[14 * y * 72 * 14 + 14 * x]!;
  let squares = 0;
  for (let k = 0; k < 7; k++)
    for (let y = 0; y < 6; y++)
      for (let x = 0; x < 6; x++) {
        const [left, top] = [2 + 14 * (k % 5), 2 + 8 * Math.floor(k / 5)];
        squares += ((at(left + x, top + y) - at(left + 6 + x, top + y)) / 255) ** 2;
      }
  // What is seen is what was measured: the error of the first 7 of 50 test images is about that of all.
  expect(squares / (7 * 36) / end).toBeGreaterThan(0.5);
  expect(squares / (7 * 36) / end).toBeLessThan(2);
});

it('takes the checkpoint before a damaged one, and leaves both as they are', async () => {
  const folder = await trained(temporaryFolder(), 'train.epochs=2');
  const tensors = join(folder, 'checkpoint.safetensors');
  const bytes = readFileSync(tensors);
  bytes[bytes.length - 9]! ^= 1;
  writeFileSync(tensors, bytes);
  const names = readdirSync(folder);
  const { code, stdout, stderr } = await eluBench('export', folder, '--reconstructions');
  expect(code).toBe(0);
  expect(stderr).toMatch(/checkpoint\.json \(iteration 40\): .*; the checkpoint before it is used\.\n$/);
  expect(stdout).toMatch(/: the first 30 test images .* after 0 iterations\n$/);
  expect(readFileSync(tensors).equals(bytes)).toBe(true);
  expect(readdirSync(folder).filter((name) => name !== 'reconstructions.png')).toEqual(names);
});

it('says what it can not export', async () => {
  const out = temporaryFolder();
  const folder = await trained(out, 'train.epochs=1');
  const refused = async (...args: string[]) => {
    const { code, stdout, stderr } = await eluBench('export', ...args);
    expect(stdout).toBe('');
    return [code, stderr.trim().replaceAll(folder, 'RUN')];
  };
  const picture = ['--reconstructions'];
  expect(await refused(folder)).toEqual([2, expect.stringMatching(/nothing to export; expected --recon/)]);
  expect(await refused(out, ...picture)).toEqual([2, expect.stringMatching(/holds no config\.yaml/)]);
  expect(await refused('nowhere', ...picture)).toEqual([2, expect.stringMatching(/nowhere: no such folder/)]);
  expect(await refused(folder, ...picture, '-o', 'x.jpg')).toEqual([
    2,
    expect.stringMatching(/x\.jpg: .*\.png/),
  ]);
  expect(await refused(folder, ...picture, '-o', join(out, 'none', 'x.png'))).toEqual([
    1,
    expect.stringMatching(/cannot write .*x\.png: no such file or folder/),
  ]);
  expect(await refused(folder, ...picture, '--count', '0')).toEqual([
    2,
    expect.stringMatching(/from 1 to 1000/),
  ]);

  const config = readFileSync(join(folder, 'config.yaml'), 'utf8');
  writeFileSync(join(folder, 'config.yaml'), config.replace('momentum: 0', 'momentum: 0.5'));
  expect(await refused(folder, ...picture)).toEqual([3, expect.stringMatching(/belongs to another config/)]);
  writeFileSync(
    join(folder, 'config.yaml'),
    config.replace(/encoder:\n( +- \d+\n)+/, 'hidden: 8\n').replace('mean_squared_error', 'cross_entropy'),
  );
  expect(await refused(folder, ...picture)).toEqual([
    2,
    expect.stringMatching(/RUN is no autoencoder: its objective is cross_entropy/),
  ]);
  writeFileSync(join(folder, 'config.yaml'), config);
  for (const place of ['checkpoint', 'checkpoint.previous'])
    for (const kind of ['json', 'safetensors']) rmSync(join(folder, `${place}.${kind}`), { force: true });
  expect(await refused(folder, ...picture)).toEqual([3, expect.stringMatching(/RUN has no checkpoint yet/)]);
});

it('keeps the variance over the evaluations of the medians of units', async () => {
  const out = temporaryFolder();
  const folder = await trained(out, 'train.epochs=3', 'probe.samples=all', 'probe.medians=true');
  const units = rows(join(folder, 'activations.csv')).filter(({ iteration }) => iteration !== '0');
  expect(units).toHaveLength(3 * 48);
  const variances = rows(join(folder, 'activation-variance.csv'));
  expect(variances.map(({ layer, units, evaluations }) => [layer, units, evaluations])).toEqual([
    ['activation1', '24', '3'],
    ['activation3', '24', '3'],
  ]);
  const variance = (layer: string, unit: number) => {
    const medians = units
      .filter((row) => row.layer === layer && row.unit === `${unit}`)
      .map((row) => Number(row.median));
    const mean = medians.reduce((sum, x) => sum + x, 0) / 3;
    return medians.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 2;
  };
  const first = Array.from({ length: 24 }, (_, unit) => variance('activation1', unit));
  const mean = first.reduce((sum, x) => sum + x, 0) / 24;
  expect(Number(variances[0]!.mean_variance) / mean).toBeCloseTo(1, 9);
  const [summary] = rows(join(out, 'small', 'summary.csv'));
  const both = (Number(variances[0]!.mean_variance) + Number(variances[1]!.mean_variance)) / 2;
  expect(Number(summary!.median_activation_variance) / both).toBeCloseTo(1, 9);
});
