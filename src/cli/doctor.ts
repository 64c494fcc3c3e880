/** @file `elu-bench doctor`: what a run needs on this machine, each with what was found and how to mend it. */
import { access, constants, mkdtemp, rm, stat } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { dataFolder } from '../data/data-folder.ts';
import { ENGINES } from '../engines/engines.ts';
import { EXIT } from '../errors.ts';
import { nearestFolder } from '../files/new-folder.ts';
import { datasets, engines } from './list.ts';
import { coresText } from './machine/jobs.ts';
import { machine } from './machine/machine.ts';
import { textTable } from './terminal/text-table.ts';

interface Check {
  readonly name: string;
  /** null: neither good nor bad, only told. */
  readonly ok: boolean | null;
  readonly found: string;
}

/** Below this, a run alone may not fit. */
const LEAST_BYTES = 700e6;

/** Prints every check and returns the exit code: 1 if a run would not work here. */
export const doctor = async ({
  out,
  json,
}: {
  readonly out: string;
  readonly json?: boolean;
}): Promise<number> => {
  const { cores, quota, freeBytes: free, memoryLimit } = machine();
  const limit = memoryLimit === undefined ? '' : ` of a limit of ${(memoryLimit / 1e9).toFixed(1)} GB`;
  const [found, working] = [await datasets(), await engines()];
  // One engine that needs no asking for is enough.
  const oneEngine = working.some(({ name, available }) => available && ENGINES[name].auto);
  const checks: readonly Check[] = [
    { name: 'Node.js', ok: true, found: process.version },
    {
      name: 'CPU',
      ok: null,
      found: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${coresText(cores, quota)} usable`,
    },
    {
      name: 'memory',
      ok: free >= LEAST_BYTES,
      found: `${(free / 1e9).toFixed(1)} GB free${limit}; a run takes up to 0.7 GB`,
    },
    ...working.map(({ name, available, detail }) => ({
      name: `engine ${name}`,
      ok: available || (ENGINES[name].auto && !oneEngine ? false : null),
      found: detail,
    })),
    // A data set that is missing is in nobody's way who does not want it.
    ...found.map(({ name, available, detail }) => ({
      name: `data set ${name}`,
      ok: available || null,
      found: detail,
    })),
    { name: 'data folder', ok: null, found: await dataFolderText() },
    await resultsCheck(out),
  ];
  const healthy = checks.every(({ ok }) => ok !== false);
  process.stdout.write(
    json ? `${JSON.stringify({ version: 1, healthy, checks }, undefined, 2)}\n` : text(checks, healthy),
  );
  return healthy ? EXIT.done : EXIT.failed;
};

const MARKS = new Map<boolean | null, string>([
  [true, 'ok'],
  [false, 'PROBLEM'],
  [null, '-'],
]);

const text = (checks: readonly Check[], healthy: boolean): string =>
  `${textTable(checks.map(({ name, ok, found }) => [MARKS.get(ok)!, name, found]))}\n` +
  `${healthy ? 'Ready: elu-bench run quick/mnist' : 'Mend what is marked PROBLEM, then ask again.'}\n`;

const dataFolderText = async (): Promise<string> => {
  const folder = resolve(dataFolder(''));
  const there = await stat(folder).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  return there ? folder : `${folder} (not there; put data sets into it, or name another with ELU_BENCH_DATA)`;
};

/** Tries by writing where the folder is, or where it would be made. */
const resultsCheck = async (out: string): Promise<Check> => {
  const folder = nearestFolder(resolve(out));
  try {
    await access(folder, constants.W_OK);
    await rm(await mkdtemp(join(folder, '.elu-bench-')), { recursive: true });
    return { name: 'results folder', ok: true, found: `${resolve(out)} can be written` };
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code;
    return {
      name: 'results folder',
      ok: false,
      found: `${resolve(out)} can't be written (${why}); choose another with --out`,
    };
  }
};
