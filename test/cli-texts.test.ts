/** @file Small texts on the command line: names of digits, paths with ~, and blanks that nobody sees. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eluBench, madeUpData, start } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

const tiny = (data: string): string[] => [
  ...['run', 'quick/mnist', 'runs=1', 'dataset.name=idx', `dataset.dir=${data}`, 'network.hidden=4'],
  ...['train.batch_size=50', 'train.epochs=1', 'variants.activation=[elu]', '--quiet'],
];

it('runs experiments whose names are digits, in folders of these names', async () => {
  const [data, out] = [madeUpData(), temporaryFolder()];
  for (const name of ['20240501', '4e10213'])
    expect((await eluBench(...tiny(data), `name=${name}`, '--out', out)).code).toBe(0);
  expect(readdirSync(out).sort()).toEqual(['20240501', '4e10213']);
  // What the first command made, a second one knows again.
  const again = await eluBench(...tiny(data).slice(0, -1), 'name=4e10213', '--out', out);
  expect(again.stderr).toContain('1 of 1 run finished before');
});

it('puts the home folder for ~ where a shell leaves it', async () => {
  const home = temporaryFolder();
  const env = { ...process.env, HOME: home };
  const at = (...args: string[]) => start(args, { env, cwd: temporaryFolder() }).ended;
  const data = madeUpData();
  expect((await at(...tiny(data), 'name=x', '--out=~/results')).code).toBe(0);
  expect(readdirSync(join(home, 'results'))).toEqual(['x']);
  const { code, stdout } = await at('export', join(home, 'results'), '--csv=~/all.csv');
  expect({ code, csv: existsSync(join(home, 'all.csv')) }).toEqual({ code: 0, csv: true });
  expect(stdout).toContain(join(home, 'all.csv'));
  expect((await at('report', join(home, 'results'), '-o', '~/report.html')).stdout).toContain(
    join(home, 'report.html'),
  );
  expect((await at('doctor', '--out=~/new')).stdout).toContain(join(home, 'new'));
  expect(await at('doctor', '--out=~other/new')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("another user's home is not looked up"),
  });
});

it('shows blanks that nobody sees', async () => {
  const { code, stderr } = await eluBench('run', 'quick/mnist\u00a0');
  expect(code).toBe(2);
  expect(stderr).toContain(
    'quick/mnist\\u00a0: no such file, nor an experiment of that name. Did you mean quick/mnist?',
  );
  expect((await eluBench('run', 'mnist', '--jobs\u00a0')).stderr).toContain("unknown option '--jobs\\u00a0'");
  const file = join(temporaryFolder(), 'a.yaml');
  writeFileSync(file, 'name: a\n\u00a0\u00a0runs: 2\n');
  expect((await eluBench('run', file)).stderr).toContain(
    'unknown key "\\u00a0\\u00a0runs" (did you mean "runs"?)',
  );
});
