/** @file Who may train in a folder: the first; whoever finds a lock whose processes are gone, or whose lease has run out; nobody where a sign of life is seen. */
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { beatNow } from './lease/beat.ts';
import { noteText } from './lease/note.ts';
import { identify, thisMachine } from './lease/process-identity.ts';
import { type Lock, lockedBy, lockFolder } from './lock.ts';

/** Milliseconds: long for a machine that does other things too, short for a test. */
const TERM = 600;
const SINCE = '2026-01-01T00:00:00.000Z';

let folder: string;
let warnings: string[];
beforeEach(() => {
  folder = temporaryFolder();
  warnings = [];
});

async function lock(more: { readonly stop?: AbortSignal; readonly term?: number } = {}, where = folder) {
  const found = await lockFolder(where, { warn: (text) => warnings.push(text), ...more });
  // Its folder goes with the test, and signs of life would miss it.
  if ('release' in found) onTestFinished(() => found.release());
  return found;
}
async function held(...of: Parameters<typeof lock>): Promise<Lock> {
  const found = await lock(...of);
  if ('refused' in found) throw new Error(found.refused);
  return found;
}
const file = () => join(folder, 'lock.json');
const HERE = { host: hostname(), since: SINCE, machine: thisMachine()!, owner: 'somebody', token: 'first' };
type Note = Parameters<typeof noteText>[0];
/** Leaves a lock as this version writes it, in our place unless told otherwise. */
const leave = (note: Partial<Note>, where = folder) =>
  writeFileSync(
    join(where, 'lock.json'),
    noteText({ ...HERE, processes: [{ pid: 17, started: '123456' }], beat: beatNow(), ...note }),
  );
/** The number of a process that has ended. */
const { pid: ENDED } = spawnSync('true');
async function milliseconds(what: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await what();
  return performance.now() - before;
}

describe('lockFolder', () => {
  it('locks once, until it is released', async () => {
    const first = await held();
    expect(await lock()).toEqual({ refused: expect.stringMatching(/is in use by process \d+ since/) });
    expect(await lockedBy(folder)).toContain(`process ${process.pid}`);
    await first.release();
    expect(await lockedBy(folder)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
    await held();
    expect(warnings).toEqual([]);
  });

  it('takes over the lock of a process that is gone, at once', async () => {
    leave({ processes: [{ pid: ENDED }] });
    expect(await lockedBy(folder)).toBeUndefined();
    expect(await milliseconds(held)).toBeLessThan(5 * TERM);
    expect(warnings).toEqual([
      `its lock was left behind by process ${ENDED} that is gone, and is taken over`,
    ]);
    expect(readdirSync(folder)).toEqual(['lock.json']);
  });

  it.skipIf(identify(process.pid).started === undefined)(
    'takes over the lock of a process whose number another one has by now',
    async () => {
      leave({ processes: [{ pid: process.pid, started: '1' }] });
      await held();
    },
  );

  it('clears away what killed processes left while they were at it', async () => {
    leave({ processes: [{ pid: ENDED }] });
    for (const name of ['lock-7.tmp', 'lock-other.json']) writeFileSync(join(folder, name), '');
    writeFileSync(join(folder, 'log.csv'), 'a\n');
    await held();
    expect(readdirSync(folder).sort()).toEqual(['lock.json', 'log.csv']);
  });

  it('takes the place of one that was killed before its lock had its name', async () => {
    leave({ processes: [{ pid: ENDED }] });
    writeFileSync(
      join(folder, 'lock-first.json'),
      noteText({ ...HERE, token: 'second', processes: [{ pid: ENDED }], beat: beatNow() }),
    );
    await held();
    expect(JSON.parse(readFileSync(file(), 'utf8')).processes[0].pid).toBe(process.pid);
    expect(readdirSync(folder)).toEqual(['lock.json']);
  });

  it('waits for the run of a command that is gone', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 400)']);
    leave({ processes: [{ pid: ENDED }, identify(child.pid!)] });
    expect(await lockedBy(folder)).toContain(`process ${child.pid}`);
    expect(await milliseconds(held)).toBeGreaterThan(200);
    expect(warnings[0]).toBe(`waiting for process ${child.pid} of an earlier command, which is about to end`);
  });

  it('is held for a run whose command was killed', async () => {
    const mine = await held();
    await mine.share(4242);
    expect(JSON.parse(readFileSync(file(), 'utf8')).processes.map(({ pid }: { pid: number }) => pid)).toEqual(
      [process.pid, 4242],
    );
  });

  it('gives a lock of the dead to one of many that want it', async () => {
    for (let round = 0; round < 20; round++) {
      leave({ processes: [{ pid: ENDED }], token: `round-${round}` });
      const locks = await Promise.all(Array.from({ length: 4 }, () => lock()));
      const winners = locks.filter((one) => 'release' in one);
      expect(winners).toHaveLength(1);
      await winners[0]!.release();
      expect(existsSync(file())).toBe(false);
    }
  });
});

/** Locks of processes that can't be looked at, by what keeps us from it. */
const UNSEEN: readonly (readonly [string, () => void])[] = [
  ['another container of this machine', () => leave({ machine: { ...HERE.machine, pids: 'pid:[1]' } })],
  ['another machine', () => leave({ host: '3f9c2b7a81de', machine: { ...HERE.machine, boot: 'other' } })],
  [
    'another machine of the same name, or this one before it was restarted',
    () => leave({ machine: { ...HERE.machine, boot: 'other' } }),
  ],
  ['a container that hides the processes of others', () => leave({ machine: { boot: HERE.machine.boot } })],
  [
    'a system that says nothing of itself',
    () =>
      writeFileSync(
        file(),
        noteText({
          host: 'elsewhere',
          since: SINCE,
          processes: [{ pid: 1 }],
          owner: 'x',
          token: 'y',
          beat: { up: 0, at: 0 },
        }),
      ),
  ],
  [
    'another machine, by an earlier version',
    () =>
      writeFileSync(
        file(),
        JSON.stringify({ host: '3f9c2b7a81de', since: SINCE, processes: [{ pid: 17, started: '1' }] }),
      ),
  ],
  [
    'this host, by an earlier version, which perhaps ran in a container',
    () =>
      writeFileSync(file(), JSON.stringify({ host: hostname(), since: SINCE, processes: [{ pid: ENDED }] })),
  ],
  ['a process that was killed before it was written to its end', () => writeFileSync(file(), '{"host":')],
  ['a machine that lost its power', () => writeFileSync(file(), '')],
];

// Leases of tests last for moments, so that one that is held up on a busy machine may find what has run out already.
describe('a lock of a process that cannot be looked at', { retry: 2 }, () => {
  it.each(UNSEEN)('is taken over when its lease has run out: %s', async (_, make) => {
    make();
    expect(await lockedBy(folder, TERM)).toContain('is in use by');
    const took = await milliseconds(() => held({ term: TERM }));
    expect(took).toBeGreaterThan(0.8 * TERM);
    expect(took).toBeLessThan(4 * TERM);
    expect(warnings).toEqual([
      expect.stringMatching(
        /can't be looked at from here; if it gives no sign of life.* taken over in \d+ s$/,
      ),
      expect.stringMatching(/ without a sign of life for 0.6 s, and is taken over$/),
    ]);
    expect(readdirSync(folder)).toEqual(['lock.json']);
    expect(await lockedBy(folder)).toContain(`process ${process.pid}`);
  });

  it.each(UNSEEN)('is taken over at once when it has run out before: %s', async (_, make) => {
    make();
    const before = (Date.now() - 60_000) / 1000;
    utimesSync(file(), before, before);
    const note = readFileSync(file(), 'utf8');
    if (note.includes('time:'))
      leave({ ...JSON.parse(note), beat: { up: beatNow().up - 60_000, at: Date.now() } });
    utimesSync(file(), before, before);
    expect(await lockedBy(folder, TERM)).toBeUndefined();
    expect(await milliseconds(() => held({ term: 5 * TERM }))).toBeLessThan(4 * TERM);
    expect(warnings).toHaveLength(1);
  });

  it.each([
    ['whose clock is right', 0],
    ['whose clock is three hours slow', -3 * 3600_000],
    ['whose clock is three hours fast', 3 * 3600_000],
  ])('is left to a machine that gives signs of life, %s', async (_, skew) => {
    const alive = (beats: number) =>
      leave({
        host: 'elsewhere',
        machine: { boot: 'other', pids: HERE.machine.pids!, clock: HERE.machine.clock! },
        since: new Date(Date.now() + skew).toISOString(),
        beat: { up: beats, at: Date.now() + skew },
      });
    alive(0);
    let beats = 0;
    const timer = setInterval(() => alive(++beats), TERM / 10);
    expect(await lock({ term: TERM })).toEqual({
      refused: expect.stringMatching(/is in use by process 17 on machine elsewhere since .*left alone/),
    });
    clearInterval(timer);
    expect(JSON.parse(readFileSync(file(), 'utf8')).host).toBe('elsewhere');
    expect(readdirSync(folder)).toEqual(['lock.json']);
  });

  it('is left to a run of an earlier version whose log grows', async () => {
    writeFileSync(file(), JSON.stringify({ host: 'elsewhere', since: SINCE, processes: [{ pid: 17 }] }));
    const timer = setInterval(() => appendFileSync(join(folder, 'log.csv'), '1,2\n'), TERM / 10);
    expect(await lock({ term: TERM })).toHaveProperty('refused');
    clearInterval(timer);
  });

  it('runs out by our own clock where the clock of the files is ahead', async () => {
    UNSEEN[1]![1]();
    const ahead = Date.now() / 1000 + 86_400;
    utimesSync(file(), ahead, ahead);
    expect(await milliseconds(() => held({ term: TERM }))).toBeGreaterThan(0.8 * TERM);
  });

  it.each([
    ['three hours fast', 3 * 3600_000, 0, 4 * TERM, 20 * TERM],
    ['three hours slow', -3 * 3600_000, 60_000, 0, 4 * TERM],
  ])('runs out by the clock of the files, where ours is %s', async (_, skew, age, least, most) => {
    UNSEEN[1]![1]();
    const then = (Date.now() - age) / 1000;
    utimesSync(file(), then, then);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + skew });
    onTestFinished(() => void vi.useRealTimers());
    const took = await milliseconds(() => held({ term: 5 * TERM }));
    expect(took).toBeGreaterThan(least);
    expect(took).toBeLessThan(most);
  });

  it('is waited for once, not once for each of the folders that a container left', async () => {
    const folders = Array.from({ length: 20 }, () => temporaryFolder());
    for (const path of folders) leave({ machine: { ...HERE.machine, boot: 'other' } }, path);
    const all = async () => {
      for (const path of folders) await held({ term: TERM }, path);
    };
    expect(await milliseconds(all)).toBeLessThan(4 * TERM);
  });

  it('is not waited for once the command is asked to stop', async () => {
    UNSEEN[0]![1]();
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    const took = await milliseconds(async () =>
      expect(await lock({ stop: stop.signal })).toHaveProperty('refused'),
    );
    expect(took).toBeLessThan(1000);
    expect(readdirSync(folder)).toEqual(['lock.json']);
  });

  it('goes to one of many that want it', async () => {
    for (let round = 0; round < 3; round++) {
      leave({ machine: { ...HERE.machine, pids: 'pid:[1]' }, token: `round-${round}` });
      const locks = await Promise.all(Array.from({ length: 4 }, () => lock({ term: TERM / 4 })));
      const winners = locks.filter((one) => 'release' in one);
      expect(winners).toHaveLength(1);
      await winners[0]!.release();
    }
  });

  it('leaves behind no log that its owner could still write into', async () => {
    const log = join(folder, 'log.csv');
    writeFileSync(log, 'iteration\n0\n');
    const late = openSync(log, 'a');
    UNSEEN[0]![1]();
    await held({ term: TERM / 4 });
    writeSync(late, '1\n');
    closeSync(late);
    expect(readFileSync(log, 'utf8')).toBe('iteration\n0\n');
    expect(readdirSync(folder).sort()).toEqual(['lock.json', 'log.csv']);
  });
});

/** Nothing of this process goes on meanwhile, as when it is stopped. */
const stall = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const note = () => JSON.parse(readFileSync(file(), 'utf8'));

describe('the owner of a lock', () => {
  it('gives signs of life', async () => {
    const mine = await held({ term: TERM });
    const first = note();
    await sleep(TERM / 2);
    expect(note().beat.up).toBeGreaterThan(first.beat.up);
    expect(note()).toEqual({ ...first, beat: expect.anything() });
    await mine.confirm();
  });

  it.each([
    [
      'another has taken over',
      () => leave({ owner: 'another', processes: [{ pid: 99 }], host: 'elsewhere' }),
      /process 99 on machine elsewhere took it over/,
    ],
    [
      'another has taken over and finished',
      () => spawnSync('rm', [file()]),
      /another process took it over, or somebody deleted its lock.json/,
    ],
    ['somebody wrote something else there', () => writeFileSync(file(), 'x'), /another process took it over/],
  ])('notices before its next write that %s', async (_, happens, message) => {
    const mine = await held({ term: TERM });
    await mine.confirm();
    happens();
    const left = readdirSync(folder);
    await sleep(TERM / 5);
    await expect(mine.confirm()).rejects.toThrow(message);
    await expect(mine.confirm()).rejects.toMatchObject({ name: 'UserError', exitCode: 1 });
    expect(mine.lost.aborted).toBe(true);
    await mine.release();
    expect(readdirSync(folder)).toEqual(left);
  });

  it('that was held up goes on where nobody came meanwhile, as a new lease', async () => {
    const mine = await held({ term: TERM });
    const before = note();
    stall(2 * TERM);
    await mine.confirm();
    expect(note()).toMatchObject({ owner: before.owner, processes: before.processes });
    expect(note().token).not.toBe(before.token);
    expect(readdirSync(folder)).toEqual(['lock.json']);
  });

  it('that was held up loses to whoever follows its lease at the same time', async () => {
    const mine = await held({ term: TERM });
    stall(2 * TERM);
    const successor = `lock-${note().token}.json`;
    // The other one has made its file, and not yet renamed it.
    writeFileSync(join(folder, successor), noteText({ ...HERE, processes: [{ pid: 99 }], beat: beatNow() }));
    await expect(mine.confirm()).rejects.toThrow('process 99');
    expect(note().owner).toBe('somebody');
  });

  it('is kept by any of its processes while the others are held up', async () => {
    const mine = await held({ term: TERM });
    const { owner } = note();
    const script = `import { keepLease } from ${JSON.stringify(new URL('../../dist/store/lease/keeper.js', import.meta.url).href)};
      keepLease(${JSON.stringify(folder)}, ${JSON.stringify(owner)}, ${TERM}); setTimeout(() => {}, 20_000); console.log('ready');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    onTestFinished(() => void child.kill('SIGKILL'));
    await new Promise((ready) => child.stdout.once('data', ready));
    const before = note();
    stall(2 * TERM);
    expect(note().beat.up).toBeGreaterThan(before.beat.up + TERM);
    await mine.confirm();
    expect(note().owner).toBe(owner);
  });
});
