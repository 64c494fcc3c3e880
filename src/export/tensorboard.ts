/** @file Runs as folders of event files, with mean and mean ± standard deviation of each variant as runs of their own, since TensorBoard has no such thing. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../files/atomic-file.ts';
import { fileError } from '../files/file-errors.ts';
import { groupBy } from '../group-by.ts';
import type { RunLog } from '../reading/run.ts';
import { moments } from '../statistics/moments.ts';
import { eventFile, type ScalarEvent } from './event-file.ts';

/** Where a value stands, not what was measured. */
const NOT_MEASURED = new Set(['iteration', 'seconds']);
/** The name begins as TensorBoard expects it; the same each time, so that another export replaces it. */
const FILE = 'events.out.tfevents.0.elu-bench';

/**
 * Writes a folder for each run and three for each variant below `out`; returns how many.
 * @throws UserError (exit code 1) where that fails.
 */
export async function exportTensorBoard(runs: readonly RunLog[], out: string): Promise<number> {
  const folders = new Map<string, readonly ScalarEvent[]>();
  const taken = new Map<string, string>();
  const variants = groupBy(runs, (run) => folderOf(run, taken));
  for (const [folder, own] of variants)
    for (const run of own) {
      const number = join(folder, `run-${run.run}`);
      folders.set(number, [...(folders.get(number) ?? []), ...eventsOf(run)]);
    }
  for (const [folder, own] of variants)
    if (own.length > 1)
      for (const [name, events] of Object.entries(summaries(own))) folders.set(join(folder, name), events);
  for (const [folder, events] of folders) {
    const path = join(out, folder);
    await mkdir(path, { recursive: true }).catch((error: unknown) => {
      throw fileError('create', path, error);
    });
    await writeAtomically(join(path, FILE), [eventFile(events)]);
  }
  return folders.size;
}

/** `mnist/activation=elu`, of letters that lead nowhere else; two variants never share one. */
function folderOf({ experiment, experimentPath, variantName }: RunLog, taken: Map<string, string>): string {
  const whole = `${experimentPath}\0${variantName}`;
  const base = join(safe(experiment), safe(variantName));
  for (let count = 1; ; count++) {
    const folder = count === 1 ? base : `${base}-${count}`;
    const owner = taken.get(folder);
    if (owner !== undefined && owner !== whole) continue;
    taken.set(folder, whole);
    return folder;
  }
}

const safe = (name: string): string =>
  name
    .replaceAll(/[^A-Za-z0-9.,+=_-]+/g, '_')
    .replace(/^\.+|^$/, '_')
    .slice(0, 150);

const measured = ({ columns }: RunLog): readonly string[] =>
  [...columns.keys()].filter((column) => !NOT_MEASURED.has(column));

/** A row an event; what is no number is left out. A single row of final figures stands at step 0. */
function eventsOf(run: RunLog): readonly ScalarEvent[] {
  const { columns } = run;
  const tags = measured(run);
  const rows = columns.get(tags[0] ?? '')?.length ?? 0;
  return Array.from({ length: rows }, (_, row) => ({
    wallTime: columns.get('seconds')?.[row] || 0,
    step: columns.get('iteration')?.[row] ?? 0,
    values: tags
      .map((tag) => [tag, columns.get(tag)![row]!] as const)
      .filter(([, value]) => Number.isFinite(value)),
  }));
}

const SUMMARIES = {
  mean: ({ mean }: { mean: number; sd: number }) => mean,
  'mean+sd': ({ mean, sd }: { mean: number; sd: number }) => mean + sd,
  'mean-sd': ({ mean, sd }: { mean: number; sd: number }) => mean - sd,
} as const;

/** At each step over the runs that have it. */
function summaries(runs: readonly RunLog[]): Readonly<Record<string, readonly ScalarEvent[]>> {
  const steps = new Map<number, Map<string, number[]>>();
  for (const run of runs)
    for (const { step, values } of eventsOf(run)) {
      const tags = steps.get(step) ?? new Map<string, number[]>();
      steps.set(step, tags);
      for (const [tag, value] of values) tags.set(tag, [...(tags.get(tag) ?? []), value]);
    }
  const inOrder = [...steps].sort(([a], [b]) => a - b);
  return Object.fromEntries(
    Object.entries(SUMMARIES).map(([name, of]) => [
      name,
      inOrder.map(([step, tags]) => ({
        wallTime: 0,
        step,
        values: [...tags]
          .map(([tag, values]) => [tag, of(moments(values))] as const)
          .filter(([, value]) => Number.isFinite(value)),
      })),
    ]),
  );
}
