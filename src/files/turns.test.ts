/** @file Turns at one file: one after the other, also after one that was killed; whoever was taken for dead does its work again. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { inTurn } from './turns.ts';

it('lets one in at a time, so that a count that all raise is right', async () => {
  const file = join(temporaryFolder(), 'count');
  writeFileSync(file, '0');
  const raise = () =>
    inTurn(file, async () => {
      const count = Number(readFileSync(file, 'utf8'));
      await sleep(1);
      writeFileSync(file, String(count + 1));
    });
  await Promise.all(Array.from({ length: 12 }, raise));
  expect(readFileSync(file, 'utf8')).toBe('12');
});

it('leaves a turn that lasts to whoever has it', async () => {
  const file = join(temporaryFolder(), 'file');
  const order: string[] = [];
  const long = inTurn(file, async () => {
    order.push('long begins');
    await sleep(1600);
    order.push('long ends');
  });
  await sleep(50);
  await inTurn(file, async () => void order.push('short'));
  await long;
  expect(order).toEqual(['long begins', 'long ends', 'short']);
});

it('does the work again where its turn was taken away', async () => {
  const file = join(temporaryFolder(), 'file');
  let times = 0;
  await inTurn(file, async () => {
    if (times++ === 0) rmSync(`${file}.lock`);
  });
  expect(times).toBe(2);
});

it('says what its work throws, and gives the turn back', async () => {
  const file = join(temporaryFolder(), 'file');
  await expect(inTurn(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  let done = false;
  await inTurn(file, async () => {
    done = true;
  });
  expect(done).toBe(true);
});
