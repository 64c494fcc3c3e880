/** @file `elu-bench doctor`: what a run needs on this machine, each with what was found and how to mend it. */
import { access, constants, mkdtemp, rm, stat } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { dataFolder } from '../data/data-folder.ts';
import { EXIT } from '../errors.ts';
import { nearestFolder } from '../files/new-folder.ts';
import { gigabytes } from '../text/bytes.ts';
import { type Check, engineChecks } from './doctor-engines.ts';
import { datasets } from './list.ts';
import { BYTES_A_RUN, coresText } from './machine/jobs.ts';
import { machine } from './machine/machine.ts';
import { textTable } from './terminal/text-table.ts';

/** Prints every check and returns the exit code: 1 if a run would not work here. */
export async function doctor({
  out,
  json,
}: {
  readonly out: string;
  readonly json?: boolean;
}): Promise<number> {
  const checks: readonly Check[] = [
    { name: 'Node.js', ok: true, found: process.version },
    ...machineChecks(),
    ...(await engineChecks()),
    ...(await dataChecks()),
    await resultsCheck(out),
  ];
  const healthy = checks.every(({ ok }) => ok !== false);
  process.stdout.write(
    json ? `${JSON.stringify({ version: 1, healthy, checks }, undefined, 2)}\n` : text(checks, healthy),
  );
  return healthy ? EXIT.done : EXIT.failed;
}

function machineChecks(): readonly Check[] {
  const { cores, quota, freeBytes, memoryLimit } = machine();
  const limit = memoryLimit === undefined ? '' : ` of a limit of ${gigabytes(memoryLimit)}`;
  const model = cpus()[0]?.model.trim() ?? 'unknown';
  return [
    { name: 'CPU', ok: null, found: `${model}, ${coresText(cores, quota)} usable` },
    {
      name: 'memory',
      // Below that, a run alone may not fit.
      ok: freeBytes >= BYTES_A_RUN,
      found: `${gigabytes(freeBytes)} free${limit}; a run takes up to ${gigabytes(BYTES_A_RUN)}`,
    },
  ];
}

/** A data set that is missing is in nobody's way who does not want it. */
async function dataChecks(): Promise<readonly Check[]> {
  const all = await datasets();
  return [
    ...all.map(({ name, available, detail }) => ({
      name: `data set ${name}`,
      ok: available || null,
      found: detail,
    })),
    { name: 'data folder', ok: null, found: await dataFolderText() },
  ];
}

const MARKS = new Map<boolean | null, string>([
  [true, 'ok'],
  [false, 'PROBLEM'],
  [null, '-'],
]);

const text = (checks: readonly Check[], healthy: boolean): string =>
  `${textTable(checks.map(({ name, ok, found }) => [MARKS.get(ok)!, name, found]))}\n` +
  `${healthy ? 'Ready: elu-bench run quick/mnist' : 'Mend what is marked PROBLEM, then ask again.'}\n`;

async function dataFolderText(): Promise<string> {
  const folder = resolve(dataFolder(''));
  const there = await stat(folder).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  return there ? folder : `${folder} (not there; put data sets into it, or name another with ELU_BENCH_DATA)`;
}

/** Tries by writing where the folder is, or where it would be made. */
async function resultsCheck(out: string): Promise<Check> {
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
}
