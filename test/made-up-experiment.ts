/** @file Writes results of a whole experiment, with configs and environments, as `elu-bench run` would, from formulas instead of training. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expand } from '../src/config/expand.ts';
import { loadExperiment } from '../src/config/load.ts';
import { resolvedYaml } from '../src/config/resolved.ts';
import { DATASETS } from '../src/data/datasets.ts';
import { csvText } from '../src/results/csv.ts';
import { type LogRow, logColumns } from '../src/results/run-columns.ts';
import type { DataRead } from '../src/store/data-read.ts';
import { runFolder } from '../src/store/run-folder.ts';

/** The log of a run, from its variant and number. */
export type MadeUpLog = (variant: Readonly<Record<string, string>>, run: number) => readonly LogRow[];

/** Writes every run of an experiment file with these overrides below `out`; `data`: what its environment says was read, otherwise than the whole data set; null: nothing. */
export const madeUpExperiment = (
  out: string,
  file: string,
  overrides: readonly string[],
  log: MadeUpLog,
  data: Partial<DataRead> | null = {},
): void => {
  for (const plan of expand(loadExperiment(file, overrides))) {
    const folder = runFolder(out, plan);
    mkdirSync(folder, { recursive: true });
    const rows = log(plan.variant, plan.run);
    writeFileSync(join(folder, 'log.csv'), csvText(logColumns(plan.experiment), rows));
    writeFileSync(join(folder, 'config.yaml'), resolvedYaml(plan));
    const iterations = rows.at(-1)!.iteration;
    const status = {
      status: 'done',
      variant: plan.variant,
      run: plan.run,
      iterations,
      totalIterations: iterations,
      seconds: 1,
      configHash: '',
      startedAt: '',
    };
    writeFileSync(join(folder, 'status.json'), JSON.stringify(status));
    const environment = {
      eluBench: '0.1.0',
      engine: 'onnx',
      device: 'made up, cpu',
      cpu: 'a processor',
      ...(data && { data: { ...DATASETS[plan.experiment.dataset.name].samples, ...data } }),
    };
    writeFileSync(join(folder, 'environment.json'), JSON.stringify(environment));
  }
};

/** Where the curves of an activation lie: ELU lowest, ReLU highest. */
const LEVELS: Readonly<Record<string, number>> = { elu: 1, srelu: 1.1, lrelu: 1.2, relu: 1.3 };

/** A row for each of these epochs (a number: all up to it): losses and errors fall towards a level of the activation's, unit activations rise to it; runs differ a little. */
export const madeUpCurves =
  (epochs: number | readonly number[], hasErrors = true): MadeUpLog =>
  (variant, run) => {
    const level = LEVELS[variant.activation ?? ''] ?? 1;
    const rate = Number(variant.learning_rate ?? 0.01);
    const all = typeof epochs === 'number' ? Array.from({ length: epochs + 1 }, (_, i) => i) : epochs;
    return all.map((epoch): LogRow => {
      const loss = level * (0.02 + Math.exp(-epoch * rate * 30)) * (1 + 0.01 * run);
      return {
        iteration: epoch * 937,
        epoch,
        learning_rate: rate,
        ...(epoch > 0 && { train_loss: loss }),
        test_loss: 1.1 * loss,
        ...(hasErrors && {
          test_error: Math.min(0.9, 0.2 * loss),
          train_set_error: Math.min(0.9, 0.1 * loss),
          ...(epoch > 0 && { train_error: 0.1 * loss }),
        }),
        mean_activation: 0.1 * level,
        median_unit_activation: 0.3 * (level - 0.9) * (1 - Math.exp(-epoch)) + 0.001 * run,
        seconds: epoch,
      };
    });
  };
