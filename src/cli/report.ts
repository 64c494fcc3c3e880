/** @file `elu-bench report`: one HTML page of what was run, what came out, and whether it is as the paper has it. */
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { loadExperiment } from '../config/load.ts';
import { EXIT, usageError } from '../errors.ts';
import { writeAtomically } from '../files/atomic-file.ts';
import { reportText } from '../report/report-text.ts';
import { betterAsked, type DirectionOptions } from './direction-options.ts';
import { shippedConfigs, shippedPath } from './find-config.ts';
import { type CsvOptions, readForTelling } from './read-runs.ts';

/** As main.ts reads them. */
export interface ReportCommandOptions extends CsvOptions, DirectionOptions {
  readonly output: string;
  readonly baseline?: string;
  readonly metric?: string;
  readonly scale: string;
  readonly open?: boolean;
}

/** Writes the page, prints its name and returns the exit code: 3 if files were damaged. */
export async function report(paths: readonly string[], options: ReportCommandOptions): Promise<number> {
  const { output, scale, open, baseline, metric } = options;
  if (scale !== 'linear' && scale !== 'log') throw usageError(`--scale ${scale}: expected linear or log.`);
  const better = betterAsked(options);
  const { runs, notes, isDamaged } = await readForTelling(paths, options);
  const text = await reportText(
    runs,
    notes.map((note) => withoutParents(note, paths)),
    {
      scale,
      shipped,
      ...(baseline !== undefined && { baseline }),
      ...(metric !== undefined && { metric }),
      ...(better && { better }),
    },
  );
  await writeAtomically(output, [text]);
  process.stdout.write(`${output}: ${Math.ceil(Buffer.byteLength(text) / 1000)} kB, complete in itself\n`);
  if (open) openInBrowser(resolve(output));
  return isDamaged ? EXIT.data : EXIT.done;
}

/** A message without what lies above the folders that were named: that is nobody's business, and differs from machine to machine. */
const withoutParents = (note: string, paths: readonly string[]): string =>
  paths.reduce((text, path) => text.replaceAll(join(dirname(resolve(path)), '/'), ''), note);

/** The experiment of that name that comes with the package. */
export const shipped = (name: string) =>
  shippedConfigs()
    .map((config) => loadExperiment(shippedPath(config)))
    .find((experiment) => experiment.name === name);

const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Asks the desktop to show a file or an address; where there is none, the name was printed already. */
export function openInBrowser(target: string): void {
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program!, [...args, target], { detached: true, stdio: 'ignore' });
  child.on('error', () => process.stderr.write(`elu-bench: found no browser to open ${target} in.\n`));
  child.unref();
}
