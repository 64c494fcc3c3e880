/** @file Results folders as people name, move, link and edit them: every command sees the runs that `run` made. */
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eluBench, madeUpData } from './cli-process.ts';
import { idxLabels } from './tiny-idx.ts';

const VARIANTS = ['activation=elu', 'activation=relu'];

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'elu-bench-folders-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Trains ELU and ReLU for two epochs of a few steps. */
const train = (data: string, out: string, ...more: string[]) =>
  eluBench(
    ...['run', 'quick/mnist', 'name=tiny', 'runs=1', 'variants.activation=[elu, relu]', 'network.hidden=2x6'],
    ...[
      'dataset.name=idx',
      `dataset.dir=${data}`,
      'train.batch_size=50',
      'train.epochs=2',
      '--out',
      out,
      ...more,
    ],
  );

/** Variants and states that a command tells of. */
const variantsIn = async (folder: string) => {
  const { stdout } = await eluBench('compare', folder, '--json');
  return (JSON.parse(stdout) as { variants: { variant: string }[] }).variants.map(({ variant }) => variant);
};
const statesIn = async (folder: string) => {
  const { stdout } = await eluBench('status', folder, '--json');
  return (JSON.parse(stdout) as { runs: { state: string }[] }).runs.map(({ state }) => state);
};

describe('a run folder', () => {
  it('is known whatever its experiment and the results folder are called', async () => {
    const out = join(home, 'run-3');
    expect((await train(madeUpData(), out, 'name=run-1', '--quiet')).code).toBe(0);
    for (const folder of [out, join(out, 'run-1')]) {
      expect(await variantsIn(folder)).toEqual(VARIANTS);
      expect(await statesIn(folder)).toEqual(['done', 'done']);
    }
    const csv = join(home, 'all.csv');
    expect((await eluBench('export', out, '--csv', csv)).stdout).toContain('of 2 runs');
    expect((await eluBench('figures', out, '-o', join(home, 'f'), '--format', 'csv')).code).toBe(0);
  });
});

describe('results', () => {
  let out: string;
  let data: string;
  beforeAll(async () => {
    data = join(home, 'data');
    out = join(home, 'results');
    cpSync(madeUpData(afterAll), data, { recursive: true });
    expect((await train(data, out, '--quiet')).code).toBe(0);
  });

  it('are the same for data that were moved, and others for other bytes in their place', async () => {
    const again = async (dir: string) => {
      const { code, stderr } = await train(dir, out);
      return { code, isFinished: stderr.includes('2 of 2 runs finished before'), stderr };
    };
    expect(await again(`${data}/`)).toMatchObject({ code: 0, isFinished: true });
    cpSync(data, join(home, 'data2'), { recursive: true });
    expect(await again(join(home, 'data2'))).toMatchObject({ code: 0, isFinished: true });
    const labels = join(home, 'data2', 't10k-labels-idx1-ubyte');
    writeFileSync(labels, idxLabels(Array.from({ length: 50 }, () => 1)));
    const refused = await again(join(home, 'data2'));
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /holds results of another data set \(checksum of t10k-labels-idx1-ubyte: \w+ before, \w+ now\)/,
    );
    // What is finished needs none.
    expect(await again(join(home, 'nowhere'))).toMatchObject({ code: 0, isFinished: true });
  });

  it.skipIf(process.platform === 'win32')(
    'are seen through links, in one experiment or several',
    async () => {
      const [variant, moved] = [join(out, 'tiny/activation=elu'), join(home, 'moved-elu')];
      renameSync(variant, moved);
      symlinkSync(moved, variant);
      expect((await train(data, out, '--quiet')).code).toBe(0);
      expect(await variantsIn(out)).toEqual(VARIANTS);
      renameSync(join(out, 'tiny'), join(home, 'moved-tiny'));
      symlinkSync(join(home, 'moved-tiny'), join(out, 'tiny'));
      symlinkSync(join(home, 'gone'), join(out, 'dangling'));
      expect(await variantsIn(join(out, 'tiny'))).toEqual(VARIANTS);
      cpSync(join(home, 'moved-tiny'), join(out, 'other'), { recursive: true, dereference: true });
      const { stdout, stderr } = await eluBench('status', out);
      expect(
        stdout
          .split('\n')
          .slice(0, 4)
          .map((line) => line.split(/ {2,}/)[0]),
      ).toEqual([
        'other/activation=elu run-0',
        'other/activation=relu run-0',
        'tiny/activation=elu run-0',
        'tiny/activation=relu run-0',
      ]);
      expect(stderr).toBe(`elu-bench: ${join(out, 'dangling')} is a link that leads nowhere: passed over.\n`);
      rmSync(join(out, 'other'), { recursive: true });
    },
  );

  it('count a whole last row whose line feed an editor took', async () => {
    const log = join(out, 'tiny/activation=relu/run-0/log.csv');
    const before = (await eluBench('compare', out, '--format', 'csv')).stdout;
    const text = readFileSync(log, 'utf8');
    writeFileSync(log, text.trimEnd());
    expect((await eluBench('compare', out, '--format', 'csv')).stdout).toBe(before);
    expect((await eluBench('status', out)).stdout).toMatch(
      /activation=relu run-0 +done +8 of 8 iterations \(100 %\)/,
    );
    // A row that is gone was the run's end.
    writeFileSync(log, text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1));
    expect((await eluBench('status', out)).stdout).toContain('rows are missing');
    const damaged = await eluBench('compare', out);
    expect(damaged.code).toBe(3);
    expect(damaged.stderr).toMatch(
      /left out, as damaged: .*activation=relu.*ends at iteration 4, but the run did 8/,
    );
  });
});
