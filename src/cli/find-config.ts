/** @file Finds an experiment file: a path, or the name of one that comes with the package, so that it works in an empty folder too. */
import { existsSync, readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { usageError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';

const SHIPPED = fileURLToPath(new URL('../../configs/', import.meta.url));

/** Names of the experiments that come with the package, in order: `mnist`, `quick/mnist`. */
export const shippedConfigs = (): readonly string[] =>
  readdirSync(SHIPPED, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length).replaceAll(sep, '/'))
    .sort();

/** Path of an experiment that comes with the package. */
export const shippedPath = (name: string): string => `${SHIPPED}${name}.yaml`;

/**
 * The path itself where there is such a file, else the shipped experiment of that name: `quick/mnist`, `configs/quick/mnist.yaml`.
 * @throws UserError (exit code 2) with the nearest name where there is neither.
 */
export function findConfig(asked: string): string {
  if (existsSync(asked)) return asked;
  const names = shippedConfigs();
  const name = asked.replace(/^(\.\/)?configs\//, '').replace(/\.ya?ml$/, '');
  if (names.includes(name)) return shippedPath(name);
  const meant = nearest(name, names);
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  throw usageError(
    `${asked}: no such file, nor an experiment of that name.${hint} Expected the path of an experiment file, or one of ${names.join(', ')}.`,
  );
}
