/** @file What a run on images of CIFAR-100's size holds at its peak, its process alone: they lie in memory once. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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

it.each([
  ['normalised', true, 0.95e9],
  ['normalised', false, 0.95e9],
] as const)('%s, augmented: %s', async (_, augmented, most) => {
  const dir = temporaryFolder();
  for (const [name, count] of Object.entries(IMAGES)) writeFileSync(join(dir, name), madeUp(count));
  const settings = [
    'network.width=0.1',
    `dataset.dir=${dir}`,
    `dataset.augment=${augmented}`,
    'train.iterations=20',
    'runs=1',
    'variants.activation=elu',
    'engine.threads=1',
    'optimizer.learning_rate=0.01',
  ];
  const out = temporaryFolder();
  const { child, ended } = start(['run', 'configs/quick/cifar100.yaml', ...settings, '--out', out]);
  let peak = 0;
  const watch = setInterval(() => {
    for (const worker of childrenOf(child.pid!)) peak = Math.max(peak, peakOf(worker));
  }, 50);
  const { code, stderr } = await ended;
  clearInterval(watch);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  // The engine alone takes a good part of it: less would say that nothing was measured.
  expect(peak).toBeGreaterThan(0.3e9);
  expect(peak).toBeLessThan(most);
});

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
