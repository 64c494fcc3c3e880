/** @file `elu-bench figures`: draws what the runs in results folders or CSV files have of the paper's figures, as SVG, PNG, data and Vega-Lite. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, usageError } from '../errors.ts';
import { drawAll, type FigureDrawing } from '../figures/draw.ts';
import { dataRows } from '../figures/drawing.ts';
import { type ExperimentRuns, experimentsOf } from '../figures/experiment-runs.ts';
import { FIGURES, type FigureName } from '../figures/figures.ts';
import { pngOf, svgOf } from '../figures/render.ts';
import { writeAtomically } from '../files/atomic-file.ts';
import { fileError } from '../files/file-errors.ts';
import { csvText } from '../results/csv.ts';
import { plainText } from '../text/untrusted.ts';
import { oneOf } from './one-of.ts';
import { type CsvOptions, readForTelling } from './read-runs.ts';

/** TABLE of what `--format` takes, and the ending of its files. */
const FORMATS: Readonly<Record<string, (drawing: FigureDrawing) => Promise<string | Uint8Array>>> = {
  svg: svgOf,
  png: async (drawing) => pngOf(await svgOf(drawing)),
  csv: async ({ columns, rows }) => csvText(columns, dataRows(rows)),
  'vl.json': async ({ spec }) => `${JSON.stringify(spec, undefined, 1)}\n`,
};

/** As main.ts reads them. */
export interface FiguresOptions extends CsvOptions {
  readonly output: string;
  readonly format: readonly string[];
  readonly only?: readonly string[];
  readonly scale: string;
}

const POINTS = 1500;

/** Writes the files, prints their names and returns the exit code: 3 if files were damaged. */
export async function figures(paths: readonly string[], options: FiguresOptions): Promise<number> {
  const { output, scale } = options;
  const formats = options.format.map((name) => oneOf('--format', name, Object.keys(FORMATS)));
  const only = options.only?.map((name) => oneOf('--only', name, Object.keys(FIGURES) as FigureName[]));
  const drawn = { points: POINTS, scale: oneOf('--scale', scale, ['linear', 'log'] as const) };
  const { runs, isDamaged } = await readForTelling(paths, options);
  const experiments = experimentsOf(runs);
  const drawings: { readonly file: string; readonly drawing: FigureDrawing }[] = [];
  for (const experiment of experiments) {
    const found = drawAll(experiment, drawn, only);
    const where = experiments.length > 1 ? `${experiment.title}: ` : '';
    for (const absence of found.absences) process.stderr.write(`elu-bench: ${plainText(where + absence)}\n`);
    for (const drawing of found.drawings)
      drawings.push({ file: fileOf(experiment, experiments, drawing), drawing });
  }
  if (drawings.length === 0)
    throw usageError(
      `nothing to draw in ${paths.join(', ')}: no figure${only ? ` of ${only.join(', ')}` : ''} has data there. elu-bench figures --help says what each shows.`,
    );
  await mkdir(output, { recursive: true }).catch((error: unknown) => {
    throw fileError('create', output, error);
  });
  for (const { file, drawing } of drawings)
    for (const format of formats) {
      const path = join(output, `${file}.${format}`);
      await writeAtomically(path, [await FORMATS[format]!(drawing)]);
      const paper = drawing.paper === undefined ? '' : ` (as ${drawing.paper})`;
      process.stdout.write(`${plainText(path)}: ${plainText(drawing.title)}${paper}\n`);
    }
  return isDamaged ? EXIT.data : EXIT.done;
}

/** `mnist-train-loss`: names of experiments, made safe for a file, in front where there are several. */
function fileOf(experiment: ExperimentRuns, all: readonly ExperimentRuns[], { name }: FigureDrawing): string {
  if (all.length === 1) return name;
  const same = all.filter((one) => one.name === experiment.name);
  const safe = experiment.name.replaceAll(/[^A-Za-z0-9._-]+/g, '_').replace(/^\.+/, '_');
  return `${safe}${same.length > 1 ? `-${same.indexOf(experiment) + 1}` : ''}-${name}`;
}
