/** @file Where a run of a CSV file belongs: its experiment, its variant and which run of it, from what its rows and its file are called. */
import { basename, dirname, join } from 'node:path';
import { variantOf } from '../../store/variant-name.ts';
import type { RunLog } from '../run.ts';
import type { RunLabel } from '../run-label.ts';

/** Where runs belong, and which run it is where a name says so. */
export interface Place extends Pick<RunLog, 'experiment' | 'experimentPath' | 'variant' | 'variantName'> {
  readonly run: RunLabel | undefined;
}

/** elu-run-3, elu_seed3, run-3, elu/3; a bare number may be part of the name, as in resnet-18. */
const NUMBERED = /^(.*?)(?:[-_./\s]*(?:run|seed)[-_.\s]?|\/)(\d{1,9})$/i;

/** Lightning numbers the trainings of one name so. */
const VERSION = /^()version_(\d{1,9})$/;
/** What TensorBoard calls a download. */
const DOWNLOAD = /^run-(.+)-tag-.+$/;

/** What a name says: `elu-run-3` is run 3 of elu. */
export function splitName(name: string): { readonly before: string; readonly run: RunLabel | undefined } {
  const [, before, number] = NUMBERED.exec(name) ?? VERSION.exec(name) ?? [];
  return before === undefined ? { before: name, run: undefined } : { before, run: Number(number) };
}

/** Names by the file, or by its folder where several files are called alike (`elu/metrics.csv`), or where that is called as a run (`elu/run-3/log.csv`). */
export function placeByFile(file: string, isAlike: boolean): Place {
  const [folder, stem] = [dirname(file), basename(file).replace(/\.[a-z]{2,4}$/i, '')];
  const [own, above] = [splitName(DOWNLOAD.exec(stem)?.[1] ?? stem), splitName(basename(folder))];
  const isInRun = own.run === undefined && above.run !== undefined;
  const at = (folderOfAll: string, variantName: string, run: RunLabel | undefined): Place => ({
    experiment: basename(folderOfAll),
    experimentPath: folderOfAll,
    variant: variantOf(variantName),
    variantName,
    run,
  });
  if (!isAlike && !isInRun) return at(folder, own.before || basename(folder), own.run);
  const outer = dirname(folder);
  const isBare = above.before === '';
  return at(isBare ? dirname(outer) : outer, isBare ? basename(outer) : above.before, own.run ?? above.run);
}

/** The variant that rows say by themselves, in the experiment that they or else their file name; the file's number is that of the run. */
export function placeByRows(
  file: string,
  { run, ...byFile }: Place,
  experiment: string,
  sets: readonly (readonly [column: string, text: string])[] | undefined,
): Place {
  const stem = basename(file).replace(/\.[a-z]{2,4}$/i, '');
  const whole =
    run === undefined
      ? { experiment: stem, experimentPath: file }
      : { experiment: byFile.experiment, experimentPath: byFile.experimentPath };
  const where = experiment === '' ? whole : { experiment, experimentPath: join(file, experiment) };
  if (sets === undefined) return { ...byFile, run, ...(experiment !== '' && where) };
  const variantName = variantNameOf(sets);
  const isName = sets.length === 1 && sets[0]![0] === 'variant';
  return { ...where, variantName, variant: isName ? variantOf(variantName) : Object.fromEntries(sets), run };
}

/** `activation=elu,momentum=0.9` of a variant that sets these values; a column `variant` alone is the name itself. */
export function variantNameOf(variant: readonly (readonly [column: string, value: string])[]): string {
  if (variant.length === 0) return 'default';
  if (variant.length === 1 && variant[0]![0] === 'variant') return variant[0]![1];
  return variant.map(([column, value]) => `${column}=${value}`).join(',');
}
