/** @file The option --engine: short for `engine.name=…`, but with errors in its own words. */

import { engineNames } from '../engines/engines.ts';
import { usageError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';

/** The override that the option stands for; throws a usage error with the nearest name for an engine that is none. */
export function engineOverride(name: string | undefined): readonly string[] {
  if (name === undefined) return [];
  const names = ['auto', ...engineNames];
  if (names.includes(name)) return [`engine.name=${name}`];
  const meant = nearest(name, names);
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  throw usageError(`--engine ${name}: no such engine.${hint} Expected one of ${names.join(', ')}.`);
}
