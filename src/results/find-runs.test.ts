/** @file A run folder is known by what it holds, whatever it and the folders above it are called; links are followed, each run counts once. */
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { madeUpRun } from '../../test/made-up-results.ts';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { EXIT } from '../errors.ts';
import { findRuns } from './find-runs.ts';
import { runNumber } from './is-run.ts';

const run = (out: string, name: string, variant = 'v=1', number = 0) =>
  madeUpRun(out, variant, number, { errors: [0.9, 0.5] }, name);

/** Paths below `from` of the runs found there, and what was said. */
async function found(from: string, ...path: string[]) {
  const { runs, notes } = await findRuns(join(from, ...path));
  return { runs: runs.map(({ folder }) => relative(from, folder)), notes };
}

it('finds run folders from any folder above them, in the order of their numbers', async () => {
  const out = temporaryFolder();
  for (const number of [10, 2]) run(out, 'e', 'v=1', number);
  run(out, 'e', 'v=2');
  run(join(out, 'too'), 'deep');
  mkdirSync(join(out, 'e/v=2/other'));
  const all = ['e/v=1/run-2', 'e/v=1/run-10', 'e/v=2/run-0'];
  expect(await found(out)).toEqual({ runs: all, notes: [] });
  expect((await found(out, 'e')).runs).toEqual(all);
  expect((await found(out, 'e', 'v=1')).runs).toEqual(all.slice(0, 2));
  expect((await found(out, 'e', 'v=1', 'run-2')).runs).toEqual(all.slice(0, 1));
});

describe('names', () => {
  it.each([
    ['an experiment', 'run-1', 'v=1'],
    ['a variant', 'e', 'run-2'],
    ['both', 'run-3', 'run-3'],
  ])('like those of runs are no matter: %s', async (_, name, variant) => {
    const out = temporaryFolder();
    run(out, name, variant);
    expect((await found(out)).runs).toEqual([join(name, variant, 'run-0')]);
  });

  it('of the results folder are no matter', async () => {
    const out = join(temporaryFolder(), 'run-3');
    run(out, 'e');
    expect((await found(out)).runs).toEqual(['e/v=1/run-0']);
  });

  it('of run folders are no matter: status.json has the number', async () => {
    const out = temporaryFolder();
    renameSync(run(out, 'e', 'v=1', 4), join(out, 'e/v=1/the best'));
    const { runs } = await findRuns(out);
    expect(runs.map(({ folder, status }) => [relative(out, folder), runNumber(folder, status)])).toEqual([
      ['e/v=1/the best', 4],
    ]);
  });
});

describe('what makes a run', () => {
  const folder = (out: string, files: Readonly<Record<string, string>>, name = 'run-7'): string => {
    const path = join(out, 'e/v=1', name);
    mkdirSync(path, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
    return path;
  };
  const log = 'iteration,epoch,learning_rate,train_loss\n';

  it.each([
    ['nothing, as its command has just made it', {}],
    ['a lock', { 'lock.json': '' }],
    ['config.yaml and a damaged status.json', { 'config.yaml': 'name: x\n', 'status.json': '{"sta' }],
    ['a log of ours', { 'log.csv': `${log}0,0,0.1,\n` }],
    ['one that a spreadsheet saved', { 'log.csv': `\uFEFF"${log.trim().replaceAll(',', '","')}"\r\n` }],
    ['one that was cut in its header', { 'log.csv': log.slice(0, 12), 'status.json': '' }],
  ])('%s', async (_, files) => {
    const out = temporaryFolder();
    folder(out, files);
    expect(await found(out)).toEqual({ runs: ['e/v=1/run-7'], notes: [] });
  });

  it.each([
    ['the log of another program', { 'log.csv': 'epoch,loss\n0,1\n' }],
    ['that and its config', { 'log.csv': 'step,iteration\n0,1\n', 'config.yaml': '', 'status.json': '{}' }],
    ['an empty log.csv', { 'log.csv': '' }],
  ])('not %s, which is said', async (_, files) => {
    const out = temporaryFolder();
    const path = folder(out, files);
    expect(await found(out)).toEqual({
      runs: [],
      notes: [
        `${join(path, 'log.csv')} was not written by elu-bench: left out. As a file named itself it is read like anyone's CSV.`,
      ],
    });
  });

  it('not a folder of another name with nothing, or with a config alone', async () => {
    const out = temporaryFolder();
    folder(out, {}, 'notes');
    folder(out, { 'config.yaml': 'name: x\n' }, 'mine');
    folder(out, { 'a.txt': '' }, 'run-1');
    expect(await found(out)).toEqual({ runs: [], notes: [] });
  });
});

describe.skipIf(process.platform === 'win32')('links', () => {
  it.each([
    ['the results folder', (out: string) => [out]],
    ['an experiment', (out: string) => [join(out, 'e')]],
    ['a variant', (out: string) => [join(out, 'e/v=1')]],
    ['a run', (out: string) => [join(out, 'e/v=1/run-0')]],
    ['each of them', (out: string) => [join(out, 'e/v=1/run-0'), join(out, 'e/v=1'), join(out, 'e'), out]],
  ])('are followed out of the tree: %s', async (_, linked) => {
    const [out, elsewhere] = [join(temporaryFolder(), 'results'), temporaryFolder()];
    run(out, 'e');
    run(out, 'e', 'v=2');
    for (const [i, path] of linked(out).entries()) {
      renameSync(path, join(elsewhere, `moved-${i}`));
      symlinkSync(join(elsewhere, `moved-${i}`), path);
    }
    expect(await found(out)).toEqual({ runs: ['e/v=1/run-0', 'e/v=2/run-0'], notes: [] });
    expect((await found(out, 'e', 'v=1')).runs).toEqual(['e/v=1/run-0']);
  });

  it('that lead to the same run count it once, by the way without links', async () => {
    const out = temporaryFolder();
    const path = run(out, 'e');
    symlinkSync(path, join(out, 'e/v=1/best'));
    symlinkSync(join(out, 'e'), join(out, 'a-copy'));
    const { runs, notes } = await found(out);
    expect(runs).toEqual(['e/v=1/run-0']);
    expect(notes.toSorted()).toEqual([
      `${join(out, 'a-copy')} is a link to ${join(out, 'e')}: what that holds counts once.`,
      `${join(out, 'e/v=1/best')} is a link to ${path}: what that holds counts once.`,
    ]);
  });

  it('of which two lead to one run outside count it once', async () => {
    const [out, elsewhere] = [temporaryFolder(), temporaryFolder()];
    const path = run(elsewhere, 'e');
    mkdirSync(join(out, 'e/v=1'), { recursive: true });
    for (const name of ['run-0', 'run-1']) symlinkSync(path, join(out, 'e/v=1', name));
    const { runs, notes } = await found(out);
    expect([runs.length, notes.length]).toEqual([1, 1]);
  });

  it('that lead nowhere, in a circle or back are said in a line each', async () => {
    const out = temporaryFolder();
    run(out, 'e');
    symlinkSync(join(out, 'gone'), join(out, 'e/v=2'));
    symlinkSync(join(out, 'e/round'), join(out, 'e/about'));
    symlinkSync(join(out, 'e/about'), join(out, 'e/round'));
    symlinkSync(out, join(out, 'e/v=1/back'));
    const { runs, notes } = await found(out);
    expect(runs).toEqual(['e/v=1/run-0']);
    expect(notes.toSorted()).toEqual([
      `${join(out, 'e/about')} is a link that leads in a circle: passed over.`,
      `${join(out, 'e/round')} is a link that leads in a circle: passed over.`,
      `${join(out, 'e/v=1/back')} is a link to ${out}: what that holds counts once.`,
      `${join(out, 'e/v=2')} is a link that leads nowhere: passed over.`,
    ]);
  });

  it('to files are nobody’s business', async () => {
    const out = temporaryFolder();
    symlinkSync(join(run(out, 'e'), 'log.csv'), join(out, 'e/a-log.csv'));
    expect(await found(out)).toEqual({ runs: ['e/v=1/run-0'], notes: [] });
  });
});

it('counts a copy of a run as the run that it is', async () => {
  const out = temporaryFolder();
  cpSync(run(out, 'e'), join(out, 'e/v=1/run-5'), { recursive: true });
  const { runs } = await findRuns(out);
  expect(runs.map(({ folder, status }) => runNumber(folder, status))).toEqual([0, 0]);
});

it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
  'passes over what it may not read, with a word',
  async () => {
    const out = temporaryFolder();
    run(out, 'e');
    mkdirSync(join(out, 'lost+found'), { mode: 0 });
    const { runs, notes } = await found(out);
    rmSync(join(out, 'lost+found'), { recursive: true });
    expect(runs).toHaveLength(1);
    expect(notes[0]).toContain('lost+found');
  },
);

it('says that there is no such folder', async () => {
  const out = temporaryFolder();
  await expect(findRuns(join(out, 'no'))).rejects.toMatchObject({ exitCode: EXIT.usage });
  writeFileSync(join(out, 'file'), '');
  await expect(findRuns(join(out, 'file'))).rejects.toThrow('is not a folder');
});
