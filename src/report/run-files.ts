/** @file What stands beside the logs of runs: their configs and environments, as far as they are there and can be read. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { VariantRuns } from '../compare/variant-runs.ts';
import type { RunPlan } from '../config/experiment.ts';
import { isRecord } from '../files/json-guards.ts';
import type { RunLog } from '../reading/run.ts';
import { planOf } from '../store/config-changes.ts';
import { type DataRead, dataReadFrom } from '../store/data-read.ts';

/** What stands beside the log of a run; undefined where there is no such file. */
export interface RunFiles {
  readonly run: RunLog;
  /** By path: `git.commit`. */
  readonly environment: Readonly<Record<string, string>> | undefined;
  /** What was read of the data. */
  readonly data: DataRead | undefined;
  /** Text of config.yaml. */
  readonly config: string | undefined;
}

/** The config of a variant, as its first run that has one has it. */
export interface VariantConfig {
  readonly name: string;
  readonly label: string;
  readonly text: string;
  readonly plan: RunPlan | undefined;
  readonly data: DataRead | undefined;
  /** Whether all its runs have this one, but for the number of the run. */
  readonly isShared: boolean;
}

/** More than any run writes; what is larger is not ours. */
const MOST_BYTES = 1_000_000;

/** What stands beside the log of one run. */
export async function filesOf(run: RunLog): Promise<RunFiles> {
  const read = async (name: string) => (run.folder === undefined ? undefined : small(join(run.folder, name)));
  const environment = recordIn(await read('environment.json'));
  return {
    run,
    environment: environment && Object.fromEntries(leaves(environment, '')),
    data: dataReadFrom(environment?.data),
    config: await read('config.yaml'),
  };
}

/** The config of a variant; undefined where no run of it has one. */
export function configOf(
  { name, label, runs }: VariantRuns,
  files: readonly RunFiles[],
): VariantConfig | undefined {
  const own = files.filter(({ run, config }) => runs.includes(run) && config !== undefined);
  const [first] = own;
  if (first === undefined) return undefined;
  const text = first.config!;
  return {
    name,
    label,
    text,
    plan: planOf(first.run.folder!),
    data: first.data,
    isShared: own.every(({ config }) => withoutNumber(config!) === withoutNumber(text)),
  };
}

/** A config without what tells the runs of one variant apart. */
const withoutNumber = (config: string): string =>
  config.replace(/^# .*\n/, '').replace(/^first_run: .*$/m, '');

async function small(file: string): Promise<string | undefined> {
  const state = await stat(file).catch(() => undefined);
  if (!state?.isFile() || state.size > MOST_BYTES) return undefined;
  return readFile(file, 'utf8').catch(() => undefined);
}

/** A JSON object; undefined where it is none. */
function recordIn(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Values by path, as text. */
const leaves = (value: object, above: string): [string, string][] =>
  Object.entries(value).flatMap(([key, below]: [string, unknown]): [string, string][] => {
    const path = above === '' ? key : `${above}.${key}`;
    if (Array.isArray(below)) return [[path, below.map(String).join(' ')]];
    if (below !== null && typeof below === 'object') return leaves(below, path);
    return [[path, String(below)]];
  });
