/** @file The shell scripts that users copy, with stubs for the programs that they call: what these are given. scripts.slow.ts trains with them. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { startProgram } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

const bin = temporaryFolder(afterAll);
/** A program in `bin` of this text. */
const stub = (name: string, text: string): void => {
  writeFileSync(join(bin, name), `#!/usr/bin/env bash\n${text}\n`);
  chmodSync(join(bin, name), 0o755);
};
const PRINTED = `printf '<%s>' "$@"; echo`;
stub('npx', PRINTED);
stub('scontrol', `printf 'scontrol '; ${PRINTED}`);

const run = (name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, path = bin) =>
  startProgram('bash', [join('scripts', name), ...args], {
    env: { ...process.env, ...env, PATH: `${path}:${process.env.PATH}` },
  });

/** What a list of this text calls: a line a call, its arguments in brackets. */
const resumed = async (text: string, env: NodeJS.ProcessEnv = {}) => {
  const list = join(temporaryFolder(), 'list.txt');
  writeFileSync(list, text);
  const { code, stdout, stderr } = await run('resume-after-reboot.sh', [list], env).ended;
  return { code, calls: stdout.split('\n').slice(0, -1), stderr };
};
const call = (...words: string[]): string =>
  ['elu-bench', ...words, '--quiet'].map((word) => `<${word}>`).join('');

describe.skipIf(process.platform === 'win32')('resume-after-reboot.sh', () => {
  it.each([
    ['a last line without its newline', 'run mnist\nrun autoencoder', ['run mnist', 'run autoencoder']],
    ['line ends of Windows, and its mark', '\ufeffrun a\r\nrun b\r\n', ['run a', 'run b']],
    ['blank lines and comments', '\n  \t\n# run x\n  # run y\nrun a # b\nrun a#b\n', ['run a', 'run a#b']],
  ])('understands %s', async (_, text, calls) => {
    const found = await resumed(text);
    expect(found).toMatchObject({ code: 0, calls: calls.map((line) => call(...line.split(' '))) });
  });

  it.each([
    [
      `run mnist 'variants.learning_rate=[0.01, 0.001]'`,
      ['run', 'mnist', 'variants.learning_rate=[0.01, 0.001]'],
    ],
    [String.raw`run my\ config.yaml --out "my results"`, ['run', 'my config.yaml', '--out', 'my results']],
    [`sweep a 'rate=range(1,2,*10)'`, ['sweep', 'a', 'rate=range(1,2,*10)']],
    ['sweep a rate=range(1,2,*10) {b,c} ?', ['sweep', 'a', 'rate=range(1,2,*10)', '{b,c}', '?']],
    [`run "it's" 'say "so"' "" ''`, ['run', "it's", 'say "so"', '', '']],
    [String.raw`run "a\"b\\c\d\$e"`, ['run', String.raw`a"b\c\d$e`]],
    [
      `run "$PLACE/a b" \${PLACE}x '$PLACE' $ 5$`,
      ['run', '/some where/a b', '/some wherex', '$PLACE', '$', '5$'],
    ],
    ['run ~/a.yaml ~ --out=~/b a~', ['run', `${homedir()}/a.yaml`, homedir(), '--out=~/b', 'a~']],
    [`run "a;b" 'c|d' e\\&f "<>"`, ['run', 'a;b', 'c|d', 'e&f', '<>']],
  ])('takes %s as a shell takes its words', async (line, words) => {
    expect(await resumed(line, { PLACE: '/some where' })).toMatchObject({ code: 0, calls: [call(...words)] });
  });

  it.each([
    ['run a; rm -rf b', 'has ;'],
    ['run a > log.txt', 'has >'],
    ['run a & ', 'has &'],
    ['run $(date)', 'has $('],
    ['run "`date`"', 'has `'],
    ['run "$' + '{A:-b}"', 'has $' + '{'],
    ['run $NO_SUCH_PLACE/a', 'has $NO_SUCH_PLACE, and there is no such variable here'],
    [`run 'a`, "has a quotation mark ' that is not closed"],
    ['run a \\', 'ends in a backslash'],
  ])('tells of %s and goes on', async (line, fault) => {
    const { code, calls, stderr } = await resumed(`${line}\nrun b\n`);
    expect({ code, calls }).toEqual({ code: 2, calls: [call('run', 'b')] });
    expect(stderr).toContain(`list.txt:1: ${fault}`);
  });

  it('gives what bash gives for any words with quotation marks and backslashes', async () => {
    const bare = fc.constantFrom(...'abc=,.[]#~^%'.split(''));
    const any = fc.constantFrom(...` abc'"\\#;*$`.split(''));
    const written = fc.oneof(
      bare,
      fc.constantFrom(' ', '  ', '\t'),
      any.map((one) => `\\${one}`),
      fc.string({ unit: any, maxLength: 5 }).map((text) => `'${text.replaceAll("'", '')}'`),
      fc
        .array(
          fc.oneof(
            fc.constantFrom(...` abc'#;*`.split('')),
            any.map((one) => `\\${one}`),
          ),
          { maxLength: 5 },
        )
        .map((parts) => `"${parts.join('')}"`),
    );
    const line = fc.array(written, { maxLength: 12 }).map((parts) => `run ${parts.join('')}`);
    const lines = fc.sample(line, 300);
    // Bash itself is the oracle; no file has a name that its patterns could be.
    const script = lines.map((text) => `printf '<%s>' elu-bench ${text}\nprintf '<--quiet>\\n'`).join('\n');
    const shell = spawnSync('bash', ['-f', '-c', script], { encoding: 'utf8' });
    expect(shell.stderr).toBe('');
    expect((await resumed(lines.join('\n'))).calls).toEqual(shell.stdout.split('\n').slice(0, -1));
  });

  it('ends with the worst exit code, says which file is missing, and stops at a signal', async () => {
    const own = temporaryFolder();
    writeFileSync(join(own, 'npx'), '#!/usr/bin/env bash\necho "$3"; exit "$3"\n');
    chmodSync(join(own, 'npx'), 0o755);
    const list = join(own, 'list');
    const ends = async (text: string) => {
      writeFileSync(list, text);
      const { code, stdout } = await run('resume-after-reboot.sh', [list], {}, own).ended;
      return { code, stdout };
    };
    expect(await ends('run 1\nrun 3\nrun 0')).toEqual({ code: 3, stdout: '1\n3\n0\n' });
    expect(await ends('run 1\nrun 143\nrun 0')).toEqual({ code: 143, stdout: '1\n143\n' });
    expect(await run('resume-after-reboot.sh', [join(own, 'none')]).ended).toMatchObject({ code: 2 });
  });
});

describe.skipIf(process.platform === 'win32')('slurm-array.sh', () => {
  // As Slurm sets them for the last task of an array: its job id is the array's.
  const task = {
    SLURM_ARRAY_JOB_ID: '77',
    SLURM_ARRAY_TASK_ID: '9',
    SLURM_JOB_ID: '77',
    SLURM_CPUS_PER_TASK: '4',
  };

  it('trains the run of its task on the cores that it has', async () => {
    expect(
      await run('slurm-array.sh', ['mnist', 'train.epochs=2', '--out', 'my results'], task).ended,
    ).toMatchObject({
      code: 0,
      stdout: '<elu-bench><run><mnist><first_run=9><runs=1><--jobs><4><train.epochs=2><--out><my results>\n',
    });
  });

  it.each([
    ['a task that ran out of time', 143, 'scontrol <requeue><77_9>\n'],
    ['no task that failed', 1, ''],
  ])('puts %s in the queue again', async (_, code, asked) => {
    const own = temporaryFolder();
    writeFileSync(join(own, 'scontrol'), readFileSync(join(bin, 'scontrol')));
    writeFileSync(
      join(own, 'npx'),
      `#!/usr/bin/env bash\ntrap 'exit ${code}' TERM\necho ready\nwhile :; do sleep 0.05; done\n`,
    );
    for (const name of ['scontrol', 'npx']) chmodSync(join(own, name), 0o755);
    const { child, ended } = run('slurm-array.sh', ['mnist'], task, own);
    await new Promise((ready) => child.stdout!.once('data', ready));
    // Slurm's --signal=B: only the script itself.
    process.kill(child.pid!, 'SIGTERM');
    expect(await ended).toMatchObject({ code, stdout: `ready\n${asked}` });
  });

  it('says that sbatch starts it', async () => {
    const { code, stderr } = await run('slurm-array.sh', ['mnist'], { SLURM_ARRAY_TASK_ID: undefined }).ended;
    expect(code).not.toBe(0);
    expect(stderr).toContain('not started by sbatch');
  });
});

describe.skipIf(process.platform === 'win32')('scripts/', () => {
  it.each([
    [
      'sweep-activations.sh',
      /^<elu-bench><sweep><a b\/c\.yaml><name=c-activations><activation=elu,relu,.*><--out><my results><runs=2>\n<elu-bench><compare><my results\/c-activations><--baseline><relu>\n$/,
    ],
    [
      'sweep-learning-rates.sh',
      /^<elu-bench><sweep><a b\/c\.yaml><name=c-rates><runs=3><activation=elu,.*><learning_rate=range\(0\.001,0\.1,\*10\)><--out><my results><runs=2>\n<elu-bench><compare><my results\/c-rates>\n$/,
    ],
  ])('%s sweeps and compares, in folders with blanks too', async (name, calls) => {
    const { code, stdout } = await run(name, ['a b/c.yaml', 'runs=2'], { OUT: 'my results' }).ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(calls);
  });

  it.each(['resume-after-reboot.sh', 'slurm-array.sh', 'sweep-activations.sh', 'sweep-learning-rates.sh'])(
    '%s says how it is used',
    async (name) => {
      const { code, stderr } = await run(name, []).ended;
      expect(code).not.toBe(0);
      expect(stderr).toMatch(/usage: .*(FILE|CONFIG)/);
    },
  );
});
