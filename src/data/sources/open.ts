/** @file Opens the pictures of a folder, in whatever layout they are. */
import { realpathSync, statSync } from 'node:fs';
import { dataError, usageError } from '../../errors.ts';
import type { KeptSource, Layout } from './layout.ts';
import { LAYOUTS } from './layouts.ts';
import type { OpenOptions } from './source.ts';

/**
 * The pictures of a folder, whatever their layout.
 * @throws UserError: exit code 3 where it holds none, not all, or damaged ones; 2 for a share that is none. The signal's reason when it aborts.
 */
export async function openSource(path: string, options: OpenOptions): Promise<KeptSource> {
  const { validation } = options;
  if (validation !== undefined && !(validation > 0 && validation < 1))
    throw usageError(`a share of ${validation} for validation; expected one between 0 and 1, such as 0.1.`);
  const { layout, root } = recognise(path);
  return layout.open(root, options);
}

/**
 * The layout of a folder, and where in it that begins.
 * @throws UserError (exit code 3) where it has none that is known.
 */
export function recognise(path: string): { readonly layout: Layout; readonly root: string } {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw dataError(`${path}: there is no such folder.`);
  if (!stat.isDirectory()) throw dataError(`${path}: a file; expected the folder that it lies in.`);
  for (const layout of LAYOUTS) {
    const root = layout.recognise(path);
    if (root !== undefined) return { layout, root: realpathSync(root) };
  }
  throw dataError(
    `${path}: no pictures in any layout that is known here. Expected one of ${LAYOUTS.map(({ looks }) => looks).join('; ')}.`,
  );
}

/** Whether what a path holds can be nothing but pictures in one of the layouts. */
export const isUnmistakable = (path: string): boolean =>
  LAYOUTS.some(({ unmistakable, recognise }) => unmistakable && recognise(path) !== undefined);
