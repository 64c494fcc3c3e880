/** @file A process that wants every folder of a list once, beside others that want the same; what it does while it holds one goes into that folder's log.csv. */
import { closeSync, existsSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFolder } from '../dist/results/lock.js';

const [slot, term, atOnce, ...folders] = process.argv.slice(2);
const WRITES = 4;
const MOST_MS = 4;

/** Holds a folder once; true when it has got through. */
const hold = async (folder) => {
  const lock = await lockFolder(folder, { warn: () => {}, term: Number(term) });
  if ('refused' in lock) return false;
  const id = `${slot}-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const log = openSync(join(folder, 'log.csv'), 'a');
  try {
    for (let k = 0; k < WRITES; k++) {
      await sleep(MOST_MS * Math.random());
      await lock.confirm();
      writeSync(log, `${id}\n`);
    }
    await lock.confirm();
    writeFileSync(join(folder, `done-${slot}`), '');
    process.stdout.write('.');
    return true;
  } catch (error) {
    if (error.name !== 'UserError') throw error;
    return false;
  } finally {
    closeSync(log);
    await lock.release();
  }
};

const waiting = folders.filter((folder) => !existsSync(join(folder, `done-${slot}`)));
const work = async () => {
  for (;;) {
    // In one order for all, so that they meet.
    const folder = waiting.shift();
    if (folder === undefined) return;
    while (!(await hold(folder))) await sleep(MOST_MS);
  }
};
await Promise.all(Array.from({ length: Number(atOnce) }, work));
