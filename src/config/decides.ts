/** @file TABLE of what each part of an experiment decides: by it a changed config is told from one with other words, and a deviation from another way to measure. */
import { isRecord } from '../files/json-guards.ts';
import type { Experiment } from './experiment.ts';
import type { fileOf } from './resolve.ts';

/**
 * training: what is trained, and so the figures that a paper reports; record: what else the files of the run hold, to the bit, such as its draws
 * and when it is looked at; nothing: words, places, what is run beside it, and what computes it, as all engines train the same.
 */
export type Decides = 'training' | 'record' | 'nothing';

const SECTIONS = {
  name: 'nothing',
  description: 'nothing',
  seed: 'record',
  runs: 'nothing',
  first_run: 'nothing',
  variants: 'nothing',
  dataset: 'training',
  network: 'training',
  objective: 'training',
  optimizer: 'training',
  train: 'training',
  evaluate: 'record',
  probe: 'training',
  checkpoint: 'nothing',
  engine: 'record',
  paper: 'nothing',
} as const satisfies Readonly<Record<keyof Experiment, Decides>>;

/** Settings that decide something else than the section that they stand in. */
const SETTINGS: ReadonlyMap<string, Decides> = new Map([
  // Their checksums, which are compared by themselves, say what the data are.
  ['dataset.dir', 'nothing'],
  ['dataset.workers', 'nothing'],
  ['probe.per_unit', 'record'],
  ['probe.medians', 'record'],
  // `auto` leaves open which it is; a run that moves to another says so.
  ['engine.name', 'nothing'],
]);

type Parts = Experiment | ReturnType<typeof fileOf>;

/** What of an experiment, in any form, decides one of these. */
export function deciding(experiment: Parts, what: readonly Decides[]): Readonly<Record<string, unknown>> {
  const decides = (path: string, otherwise: Decides) => what.includes(SETTINGS.get(path) ?? otherwise);
  const sections = (Object.keys(SECTIONS) as (keyof Experiment)[]).flatMap((section) => {
    const value: unknown = experiment[section];
    if (value === undefined) return [];
    if (!isRecord(value)) return decides(section, SECTIONS[section]) ? [[section, value]] : [];
    const kept = Object.entries(value).filter(([key]) => decides(`${section}.${key}`, SECTIONS[section]));
    return kept.length > 0 ? [[section, Object.fromEntries(kept)]] : [];
  });
  return Object.fromEntries(sections);
}

/** The values of nested settings by their paths: `optimizer.momentum`. Lists are values. */
export const leavesOf = (value: unknown, path = ''): ReadonlyMap<string, unknown> =>
  isRecord(value)
    ? new Map(
        Object.entries(value).flatMap(([key, below]) => [
          ...leavesOf(below, path === '' ? key : `${path}.${key}`),
        ]),
      )
    : new Map([[path, value]]);
