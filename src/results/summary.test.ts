import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { EXIT } from '../errors.ts';
import { configHash } from './config-hash.ts';
import { parseCsv } from './csv.ts';
import { prepareRunFolder } from './folder.ts';
import { writeStatus } from './status.ts';
import { writeSummary } from './summary.ts';

const relu = { variant: { activation: 'relu' }, variantName: 'activation=relu' };
const plans = [
  samplePlan(),
  samplePlan({ run: 1 }),
  samplePlan({ ...relu }),
  samplePlan({ ...relu, run: 1 }),
] as const;
const header =
  'iteration,epoch,learning_rate,train_loss,test_loss,train_error,test_error,mean_activation,median_unit_activation,seconds\n';

let out = '';
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'summary-'));
  await mkdir(join(out, 'mnist'));
});

const leave = async (
  plan: (typeof plans)[number],
  status: 'done' | 'diverged' | 'interrupted',
  log: string,
): Promise<void> => {
  const folder = await prepareRunFolder(out, plan);
  await writeFile(join(folder, 'log.csv'), log);
  const { variant, run } = plan;
  const counts = { iterations: 20, totalIterations: 20, seconds: 9 };
  await writeStatus(folder, { status, variant, run, ...counts, configHash: configHash(plan), startedAt: '' });
};

describe('writeSummary', () => {
  it('has a row a run in the order of the plans, with final and best figures', async () => {
    await leave(
      plans[0],
      'done',
      `${header}0,0,0.1,,2.3,,0.9,0.5,0.4,0.1\n10,1,0.1,1.5,1.2,0.5,0.25,0.3,0.2,1\n20,2,0.1,1,1.4,0.4,0.25,0.2,0.1,2\n`,
    );
    await leave(plans[2], 'diverged', `${header}0,0,0.1,,2.3,,0.9,,,0.1\n10,1,0.1,inf,nan,0.9,nan,,,1\n`);
    const file = await writeSummary(out, 'mnist', plans);
    expect(file).toBe(join(out, 'mnist', 'summary.csv'));
    expect(await readFile(file, 'utf8')).toBe(
      'activation,run,seed,status,iterations,epochs,final_train_loss,final_test_loss,final_train_error,final_test_error,' +
        'best_test_error,best_test_error_iteration,best_test_loss,best_test_loss_iteration,final_mean_activation,final_median_unit_activation,median_activation_variance,seconds\n' +
        'elu,0,7,done,20,2,1,1.4,0.4,0.25,0.25,10,1.2,10,0.2,0.1,,2\n' +
        'elu,1,7,,,,,,,,,,,,,,,\n' +
        'relu,0,7,diverged,10,1,inf,nan,0.9,nan,0.9,0,2.3,0,,,,1\n' +
        'relu,1,7,,,,,,,,,,,,,,,\n',
    );
  });

  it('leaves empty what was never measured', async () => {
    await leave(plans[0], 'done', `${header}0,0,0.1,,2.3,,,,,0.1\n10,1,0.1,1.5,1.2,,,,,1\n`);
    const [row] = parseCsv(await readFile(await writeSummary(out, 'mnist', plans), 'utf8'), 'summary');
    expect(row).toMatchObject({ best_test_error: '', best_test_error_iteration: '', best_test_loss: '1.2' });
  });

  it('has the variance of median activations of a run that is done', async () => {
    const variance =
      'layer,units,evaluations,mean_variance,median_variance,max_variance\na,1,2,0.5,0,1\nb,3,2,0.1,0,1\n';
    for (const [plan, status] of [
      [plans[0], 'done'],
      [plans[1], 'interrupted'],
    ] as const) {
      await leave(plan, status, `${header}0,0,0.1,,2.3,,0.9,,,0.1\n`);
      await writeFile(join(await prepareRunFolder(out, plan), 'activation-variance.csv'), variance);
    }
    const rows = parseCsv(await readFile(await writeSummary(out, 'mnist', plans), 'utf8'), 'summary');
    // (1 · 0.5 + 3 · 0.1) / 4
    expect(Number(rows[0]!.median_activation_variance)).toBeCloseTo(0.2, 12);
    expect(rows.slice(1).map((row) => row.median_activation_variance)).toEqual(['', '', '']);
  });

  it('passes over the half row of a killed run', async () => {
    await leave(plans[0], 'done', `${header}0,0,0.1,,2.3,,0.9,,,0.1\n10,1,0.1,1.5,1.`);
    const [first] = parseCsv(await readFile(await writeSummary(out, 'mnist', plans), 'utf8'), 'summary');
    expect(first).toMatchObject({ iterations: '0', final_test_loss: '2.3' });
  });

  it('writes the other rows, then names the damaged log', async () => {
    await leave(plans[0], 'done', `${header}0,0,0.1,,2.3,,what,,,0.1\n`);
    await leave(plans[1], 'done', `${header}0,0,0.1,,2.3,,0.9,,,0.1\n`);
    await expect(writeSummary(out, 'mnist', plans)).rejects.toMatchObject({
      exitCode: EXIT.data,
      message: expect.stringMatching(
        /log\.csv, row 1, column test_error: expected a number, found "what"\.$/,
      ),
    });
    const rows = parseCsv(await readFile(join(out, 'mnist', 'summary.csv'), 'utf8'), 'summary');
    expect(rows.map((row) => row.final_test_error)).toEqual(['', '0.9', '', '']);
  });
});
