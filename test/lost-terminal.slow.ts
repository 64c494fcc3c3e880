/** @file A terminal whose window is closed, which `script` stands for: what runs go on, what runs end, and with what in their folders. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { eluBench, MAIN, madeUpData, outcomeOf } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

const FOLDER = join('window', 'activation=elu', 'run-0');
const hasScript = process.platform === 'linux' && existsSync('/usr/bin/script');

const command = (data: string, out: string): string[] => [
  ...['run', 'quick/mnist', 'name=window', 'runs=1', 'dataset.name=idx', `dataset.dir=${data}`],
  ...['network.hidden=2x16', 'train.batch_size=10', 'variants.activation=[elu]', 'train.epochs=1500'],
  ...['evaluate.every=10', '--out', out],
];

/** Types a line, which begins a run, into a shell in a window, and closes the window in the midst of it. Returns the exit code of the run. */
const closeWindow = async (out: string, line: string): Promise<number> => {
  const window = spawn('script', ['-qfc', 'bash --norc --noprofile -i', '/dev/null'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: out,
    env: { ...process.env, TERM: 'xterm' },
  });
  window.stdin.write(`${line}\n`);
  const log = join(out, FOLDER, 'log.csv');
  while (!existsSync(log) || readFileSync(log, 'utf8').split('\n').length < 20) await sleep(20);
  window.kill('SIGKILL');
  const code = join(out, 'code');
  while (!existsSync(code)) await sleep(50);
  await sleep(50);
  return Number(readFileSync(code, 'utf8'));
};

/** A program that runs the run and writes its exit code down, whatever becomes of the terminal. */
const recorded = (out: string, data: string): string => {
  const words = [process.execPath, MAIN, ...command(data, out)].map((word) => `'${word}'`).join(' ');
  const file = join(out, 'recorded.sh');
  writeFileSync(file, `trap '' HUP\n"$@" ${words}\necho $? > '${join(out, 'code')}'\n`);
  return `bash '${file}'`;
};

// Without it nothing is tested: util-linux brings it.
describe.skipIf(!hasScript)('a window is closed', () => {
  it.each([
    ['a run in the background that the shell has disowned', (line: string) => `${line} & disown`],
    ['a run under nohup', (line: string) => `${line} nohup > /dev/null 2>&1 &`],
    ['a run under nohup, with what it shows in nohup.out', (line: string) => `${line} nohup &`],
  ])('on %s, which goes on to the same bytes', async (_, typed) => {
    const [data, out, whole] = [madeUpData(), temporaryFolder(), temporaryFolder()];
    expect(await closeWindow(out, typed(recorded(out, data)))).toBe(0);
    expect((await eluBench(...command(data, whole), '--quiet')).code).toBe(0);
    expect(await outcomeOf(join(out, FOLDER))).toEqual(await outcomeOf(join(whole, FOLDER)));
  });

  it('on a run in the foreground, which saves a checkpoint and goes on to the same bytes with the same command', async () => {
    const [data, out, whole] = [madeUpData(), temporaryFolder(), temporaryFolder()];
    expect(await closeWindow(out, recorded(out, data))).toBe(129);
    const status = JSON.parse(readFileSync(join(out, FOLDER, 'status.json'), 'utf8'));
    expect(status).toMatchObject({ status: 'interrupted' });
    const again = await eluBench(...command(data, out));
    expect(again.stderr).toContain('1 of 1 run go on where they were');
    expect((await eluBench(...command(data, whole), '--quiet')).code).toBe(0);
    expect(await outcomeOf(join(out, FOLDER))).toEqual(await outcomeOf(join(whole, FOLDER)));
  });
});
