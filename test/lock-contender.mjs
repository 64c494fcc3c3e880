/** @file A process that wants every folder of a list so many times, beside others that want the same; what it does with one goes into that folder's log.csv. */
import { appendFileSync, closeSync, existsSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockFolder } from '../dist/store/lock.js';

const [slot, term, rounds, go, ...folders] = process.argv.slice(2);
const WRITES = 4;
const MOST_MS = 4;

/** Holds a folder once, if it can. */
const hold = async (folder) => {
  const lock = await lockFolder(folder, { warn: () => {}, term: Number(term) });
  if ('refused' in lock) return;
  const id = `${slot}-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const log = openSync(join(folder, 'log.csv'), 'a');
  try {
    for (let k = 0; k < WRITES; k++) {
      await sleep(MOST_MS * Math.random());
      await lock.confirm();
      writeSync(log, `${id}\n`);
    }
    await lock.confirm();
    appendFileSync(join(folder, `done-${slot}`), '.');
    process.stdout.write('.');
  } catch (error) {
    if (error.name !== 'UserError') throw error;
  } finally {
    closeSync(log);
    await lock.release();
  }
};

const done = (folder) => statSync(join(folder, `done-${slot}`), { throwIfNoEntry: false })?.size ?? 0;

// So that all of them meet, however long each took to start.
process.stdout.write('+');
while (!existsSync(go)) await sleep(5);
await Promise.all(
  folders.map(async (folder) => {
    while (done(folder) < Number(rounds)) {
      await hold(folder);
      await sleep(MOST_MS * Math.random());
    }
  }),
);
