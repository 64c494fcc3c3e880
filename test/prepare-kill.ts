/** @file Kills the preparing of pictures at random moments, with another number of threads each time, until so many kills have hit it. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { startProgram } from './cli-process.ts';
import { madeUpPicture, WNIDS } from './made-up-pictures.ts';
import { filesOf } from './prepared-pictures.ts';
import { temporaryFolder } from './tiny-idx.ts';

const PROCESS = fileURLToPath(new URL('./prepare-process.mjs', import.meta.url));
const DIFFERENT = 20;

/** An ImageFolder of so many pictures of each class, some of which are the same. */
async function manyPictures(perClass: number): Promise<string> {
  const root = temporaryFolder();
  for (const [label, wnid] of WNIDS.entries()) {
    mkdirSync(join(root, wnid));
    for (let i = 0; i < perClass; i++) {
      const file = join(root, wnid, `${i}.jpg`);
      if (i < DIFFERENT) writeFileSync(file, await madeUpPicture(label * DIFFERENT + i, label, 40));
      else cpSync(join(root, wnid, `${i % DIFFERENT}.jpg`), file);
    }
  }
  return root;
}

interface Kills {
  readonly count: number;
  readonly perClass: number;
}

/** What is left in the end, after `count` kills, is what is left where nobody disturbs. */
export async function expectSameStore({ count, perClass }: Kills): Promise<void> {
  const source = await manyPictures(perClass);
  const begin = (folder: string, workers: number) =>
    startProgram(process.execPath, [PROCESS, source, folder, '32', 'raw', String(workers), '25']);
  const [whole, killed] = [1, 2].map(() => join(temporaryFolder(), 'made-up', '32px')) as [string, string];
  const { code, milliseconds, stderr } = await begin(whole, 2).ended;
  expect({ code, stderr }).toMatchObject({ code: 0 });
  let kills = 0;
  for (let workers = 1; kills < count; workers = (workers % 3) + 1) {
    const { child, ended } = begin(killed, workers);
    const early = await Promise.race([ended, sleep(milliseconds * Math.random())]);
    if (!early) {
      process.kill(-child.pid!, 'SIGKILL');
      kills++;
    }
    const { code: ending, stderr: said } = await ended;
    if (ending !== 0) {
      expect(ending, said).toBeNull();
      continue;
    }
    // It was done before it could be killed: the next begins anew.
    expect(filesOf(killed)).toEqual(filesOf(whole));
    rmSync(killed, { recursive: true });
  }
  const last = await begin(killed, 1).ended;
  expect(last.code, last.stderr).toBe(0);
  expect(filesOf(killed)).toEqual(filesOf(whole));
}
