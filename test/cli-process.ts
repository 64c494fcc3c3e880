/** @file Runs the compiled program as a user does, and makes up a small data set for it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { readSafetensors } from '../src/store/safetensors.ts';
import { idxBytes, idxLabels, temporaryFolder } from './tiny-idx.ts';

export const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

interface Where {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a program at the head of a process group of its own, as a shell does. */
export const startProgram = (program: string, args: readonly string[], where: Where = {}): Started => {
  const began = performance.now();
  const child = spawn(program, args, { ...where, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', (text) => (texts[stream] += text));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, ...texts, milliseconds: performance.now() - began }));
  });
  return { child, ended };
};

/** Starts `elu-bench`, or the copy of it that `main` names. */
export const start = (
  args: readonly string[],
  { main = MAIN, ...where }: Where & { readonly main?: string } = {},
): Started => startProgram(process.execPath, [main, ...args], where);

/** Runs `elu-bench` to its end. */
export const eluBench = (...args: string[]): Promise<Ended> => start(args).ended;

/** An IDX folder of 200 training and 50 test images of 6 × 6, whose brightest rows tell one of three classes; it goes as `temporaryFolder` says. */
export const madeUpData = (...finished: Parameters<typeof temporaryFolder>): string => {
  const dir = temporaryFolder(...finished);
  const [rows, columns, classes] = [6, 6, 3];
  for (const [split, count] of [
    ['train', 200],
    ['t10k', 50],
  ] as const) {
    const labels = Array.from({ length: count }, (_, i) => (i * 7) % classes);
    const pixels = labels.flatMap((label, i) =>
      Array.from(
        { length: rows * columns },
        (_, j) => ((i * 37 + j * 11) % 100) + (Math.floor(j / 12) === label ? 120 : 0),
      ),
    );
    writeFileSync(join(dir, `${split}-images-idx3-ubyte`), idxBytes(2051, [count, rows, columns], pixels));
    writeFileSync(join(dir, `${split}-labels-idx1-ubyte`), idxLabels(labels));
  }
  return dir;
};

/** Rows of a log.csv by column, `seconds` left out: what must not differ between repeats of a run. */
export const logOf = (out: string, ...path: string[]): Record<string, string>[] =>
  parse<Record<string, string>>(readFileSync(join(out, ...path, 'log.csv')), { columns: true }).map(
    ({ seconds, ...row }) => row,
  );

/** What must not differ between repeats of a run: the log but for the time, and a checksum of the tensors. */
export const outcomeOf = async (folder: string) => ({
  log: logOf(folder),
  tensors: (await readSafetensors(join(folder, 'checkpoint.safetensors'))).sha256,
});
