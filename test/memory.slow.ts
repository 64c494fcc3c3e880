/** @file What a run on images of CIFAR-100's size holds at its peak, its process alone: they lie in memory once. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { start } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

/** One image less than was published, so that no checksum is expected. */
const IMAGES = { 'train.bin': 49_999, 'test.bin': 9_999 };
const RECORD = 2 + 3072;

const madeUp = (count: number): Uint8Array => {
  const records = Uint8Array.from({ length: count * RECORD }, (_, i) => (i * 2_654_435_761) >>> 24);
  for (let record = 0; record < count; record++) {
    records[record * RECORD] = record % 20;
    records[record * RECORD + 1] = record % 100;
  }
  return records;
};

const MOST = 0.95e9;

/** Where the whitening is kept, so that a second run finds it. */
const folders = { data: temporaryFolder(afterAll), images: temporaryFolder(afterAll) };
beforeAll(() => {
  for (const [name, count] of Object.entries(IMAGES))
    writeFileSync(join(folders.images, name), madeUp(count));
});

it.each([true, false])('contrast normalised, augmented: %s', async (augmented) => {
  expect(await peakOfRun(`dataset.augment=${augmented}`)).toBeLessThan(MOST);
});

it('whitened, by a run that finds the images which an earlier one has whitened', {
  timeout: 900_000,
}, async () => {
  // Fitting takes more, once.
  await peakOfRun('dataset.preprocess.zca=true');
  for (const augmented of [true, false])
    expect(await peakOfRun('dataset.preprocess.zca=true', `dataset.augment=${augmented}`)).toBeLessThan(MOST);
});

/** The most bytes that the process of a run holds. */
async function peakOfRun(...more: readonly string[]): Promise<number> {
  const settings = [
    'network.width=0.1',
    `dataset.dir=${folders.images}`,
    ...more,
    'train.iterations=20',
    'runs=1',
    'variants.activation=elu',
    'engine.threads=1',
    'optimizer.learning_rate=0.01',
  ];
  const out = temporaryFolder();
  const { child, ended } = start(['run', 'configs/quick/cifar100.yaml', ...settings, '--out', out], {
    env: { ...process.env, ELU_BENCH_DATA: folders.data },
  });
  let peak = 0;
  const watch = setInterval(() => {
    for (const worker of childrenOf(child.pid!)) peak = Math.max(peak, peakOf(worker));
  }, 50);
  const { code, stderr } = await ended;
  clearInterval(watch);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  // The engine alone takes a good part of it: less would say that nothing was measured.
  expect(peak).toBeGreaterThan(0.3e9);
  return peak;
}

const childrenOf = (pid: number): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  } catch {
    return [];
  }
};

/** The most bytes that a process has held; 0 where it is gone. */
const peakOf = (pid: string): number => {
  try {
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};
