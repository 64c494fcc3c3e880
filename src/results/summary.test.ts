/** @file summary.csv from run folders as commands leave them: one command's, several commands', damaged ones. */
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { resolvedYaml } from '../config/resolved.ts';
import { EXIT } from '../errors.ts';
import { configHash } from '../store/config-hash.ts';
import { prepareRunFolder } from '../store/run-folder.ts';
import { type RunState, readStatus, writeStatus } from '../store/status.ts';
import { parseCsv } from './csv.ts';
import { keepFigures } from './run-figures.ts';
import { writeSummary } from './summary.ts';

const relu = { variant: { activation: 'relu' }, variantName: 'activation=relu' };
const plans = [
  samplePlan(),
  samplePlan({ run: 1 }),
  samplePlan({ ...relu }),
  samplePlan({ ...relu, run: 1 }),
] as const;
type Plan = ReturnType<typeof samplePlan>;
const header =
  'iteration,epoch,learning_rate,train_loss,test_loss,train_error,test_error,mean_activation,median_unit_activation,seconds\n';

let out = '';
let experiment = '';
beforeEach(() => {
  out = temporaryFolder();
  experiment = join(out, 'mnist');
});

async function leave(plan: Plan, state: RunState, log: string, iterations = 0): Promise<string> {
  const folder = await prepareRunFolder(out, plan);
  await writeFile(join(folder, 'log.csv'), log);
  await writeFile(join(folder, 'config.yaml'), resolvedYaml(plan));
  const { variant, run } = plan;
  const counts = { iterations, totalIterations: 20, seconds: 9 };
  const of = { status: state, variant, run, ...counts, configHash: configHash(plan), startedAt: '' };
  await writeStatus(folder, of);
  return folder;
}

/** Ends a run as its command does: what it keeps of its figures stands in status.json. */
async function keep(folder: string): Promise<void> {
  const status = { ...readStatus(folder)!, seed: 7 };
  await writeStatus(folder, { ...status, ...keepFigures(folder, status) });
}

const rowsOf = async () => parseCsv(await readFile((await writeSummary(experiment)).file, 'utf8'), 'summary');

const LONG = `${header}0,0,0.1,,2.3,,0.9,0.5,0.4,0.1\n10,1,0.1,1.5,1.2,0.5,0.25,0.3,0.2,1\n20,2,0.1,1,1.4,0.4,0.25,0.2,0.1,2\n`;
const DIVERGED = `${header}0,0,0.1,,2.3,,0.9,,,0.1\n10,1,0.1,inf,nan,0.9,nan,,,1\n`;

describe('writeSummary', () => {
  it.each([
    ['read from the logs', async () => {}],
    ['as the runs kept them', keep],
  ])('has a row a run by variant and number, with final and best figures %s', async (_, end) => {
    await end(await leave(plans[0], 'done', LONG, 20));
    await end(await leave(plans[2], 'diverged', DIVERGED, 10));
    for (const plan of [plans[1], plans[3]]) await prepareRunFolder(out, plan);
    const { file } = await writeSummary(experiment);
    expect(file).toBe(join(out, 'mnist', 'summary.csv'));
    expect(await readFile(file, 'utf8')).toBe(
      'activation,run,seed,status,iterations,epochs,final_train_loss,final_test_loss,final_train_error,final_test_error,' +
        'best_test_error,best_test_error_iteration,best_test_loss,best_test_loss_iteration,final_mean_activation,final_median_unit_activation,median_activation_variance,seconds\n' +
        'elu,0,7,done,20,2.0,1.0,1.4,0.4,0.25,0.25,10,1.2,10,0.2,0.1,,2.0\n' +
        'elu,1,,,,,,,,,,,,,,,,\n' +
        'relu,0,7,diverged,10,1.0,inf,NaN,0.9,NaN,0.9,0,2.3,0,,,,1.0\n' +
        'relu,1,,,,,,,,,,,,,,,,\n',
    );
  });

  it('takes what a run kept for its log only as long as that is the same', async () => {
    const folder = await leave(plans[0], 'done', LONG, 20);
    await keep(folder);
    await writeFile(join(folder, 'log.csv'), LONG.trimEnd());
    expect((await rowsOf())[0]).toMatchObject({ iterations: '20', final_test_loss: '1.4' });
    await writeFile(join(folder, 'log.csv'), LONG.replace('1.4,', '1.44,'));
    expect((await rowsOf())[0]).toMatchObject({ final_test_loss: '1.44' });
    // Of a run that goes on it is of the time before.
    await writeStatus(folder, { ...readStatus(folder)!, status: 'running' });
    await writeFile(join(folder, 'log.csv'), LONG.replace('1.4,', '1.5,'));
    expect((await rowsOf())[0]).toMatchObject({ final_test_loss: '1.5' });
  });

  it('reads the log where what was kept is damaged', async () => {
    const folder = await leave(plans[0], 'done', LONG, 20);
    for (const figures of [
      7,
      { log_bytes: LONG.length },
      { log_bytes: LONG.length, last: { epoch: 'x' }, best: {} },
    ]) {
      await writeStatus(folder, { ...readStatus(folder)!, figures });
      expect((await rowsOf())[0]).toMatchObject({ epochs: '2.0', best_test_loss: '1.2' });
    }
  });

  it('has the runs of several commands, with every key that one of them varied', async () => {
    await leave(plans[0], 'done', LONG, 20);
    const wide = { variant: { hidden: '2x8', activation: 'elu' }, variantName: 'hidden=2x8,activation=elu' };
    await leave(samplePlan(wide, { seed: 8 }), 'done', LONG, 20);
    await leave(samplePlan({ variant: {}, variantName: 'default', run: 3 }), 'done', LONG, 20);
    const text = await readFile((await writeSummary(experiment)).file, 'utf8');
    expect(text.split('\n').map((line) => line.split(',').slice(0, 5).join())).toEqual([
      'activation,hidden,run,seed,status',
      'elu,,0,7,done',
      ',,3,7,done',
      'elu,2x8,0,8,done',
      '',
    ]);
  });

  it('leaves empty what was never measured', async () => {
    await leave(plans[0], 'done', `${header}0,0,0.1,,2.3,,,,,0.1\n10,1,0.1,1.5,1.2,,,,,1\n`);
    expect((await rowsOf())[0]).toMatchObject({
      best_test_error: '',
      best_test_error_iteration: '',
      best_test_loss: '1.2',
    });
  });

  it('has the variance of median activations of a run that is done', async () => {
    const variance =
      'layer,units,evaluations,mean_variance,median_variance,max_variance\na,1,2,0.5,0,1\nb,3,2,0.1,0,1\n';
    for (const [plan, state] of [
      [plans[0], 'done'],
      [plans[1], 'interrupted'],
    ] as const) {
      const folder = await leave(plan, state, `${header}0,0,0.1,,2.3,,0.9,,,0.1\n`);
      await writeFile(join(folder, 'activation-variance.csv'), variance);
      await keep(folder);
    }
    const rows = await rowsOf();
    // (1 · 0.5 + 3 · 0.1) / 4
    expect(Number(rows[0]!.median_activation_variance)).toBeCloseTo(0.2, 12);
    expect(rows[1]!.median_activation_variance).toBe('');
  });

  it('passes over the half row of a killed run', async () => {
    await leave(plans[0], 'interrupted', `${header}0,0,0.1,,2.3,,0.9,,,0.1\n10,1,0.1,1.5,1.`);
    expect((await rowsOf())[0]).toMatchObject({ iterations: '0', final_test_loss: '2.3' });
  });

  it('writes the other rows, and says which log is damaged', async () => {
    await leave(plans[0], 'done', `${header}0,0,0.1,,2.3,,what,,,0.1\n`);
    await leave(plans[1], 'done', `${header}0,0,0.1,,2.3,,0.9,,,0.1\n`);
    // Half of what it was when the run ended.
    await keep(await leave(plans[2], 'done', LONG, 20));
    await writeFile(
      join(experiment, 'activation=relu/run-0/log.csv'),
      LONG.slice(0, LONG.lastIndexOf('20,')),
    );
    const { rows } = await writeSummary(experiment);
    expect(rows.map(({ fault }) => fault?.exitCode)).toEqual([EXIT.data, undefined, EXIT.data]);
    expect(rows[0]!.fault!.message).toMatch(
      /log\.csv, row 1, column test_error: expected a number, found "what"\.$/,
    );
    expect(rows[2]!.fault!.message).toContain('rows are missing');
    const written = parseCsv(await readFile(join(experiment, 'summary.csv'), 'utf8'), 'summary');
    expect(written.map((row) => row.final_test_error)).toEqual(['', '0.9', '']);
  });

  it('of many commands at once leaves the whole one, and nothing beside it', async () => {
    for (const plan of plans) await leave(plan, 'done', LONG, 20);
    await Promise.all(Array.from({ length: 8 }, () => writeSummary(experiment)));
    expect((await rowsOf()).length).toBe(4);
    await expect(stat(join(experiment, 'summary.csv.lock'))).rejects.toThrow('ENOENT');
  });

  it('waits but a moment for a command that was killed while it wrote', async () => {
    await leave(plans[0], 'done', LONG, 20);
    await writeFile(join(experiment, 'summary.csv.lock'), 'left behind');
    const began = performance.now();
    expect((await rowsOf()).length).toBe(1);
    expect(performance.now() - began).toBeLessThan(5000);
    await rm(join(experiment, 'summary.csv'));
    await mkdir(join(experiment, 'summary.csv.lock'));
    // Where there can be no turns it is written all the same.
    expect((await rowsOf()).length).toBe(1);
  });
});
