/** @file `--higher-is-better` and `--lower-is-better`, as compare and report take them. */
import type { Better } from '../compare/direction.ts';
import { usageError } from '../errors.ts';

/** What says of a metric that no table knows, or knows wrong. */
export interface DirectionOptions {
  readonly higherIsBetter?: boolean;
  readonly lowerIsBetter?: boolean;
}

/** Throws a usage error where both are asked for. */
export function betterAsked({ higherIsBetter, lowerIsBetter }: DirectionOptions): Better | undefined {
  if (higherIsBetter && lowerIsBetter)
    throw usageError('--higher-is-better and --lower-is-better: expected one of them.');
  if (higherIsBetter) return 'higher';
  return lowerIsBetter ? 'lower' : undefined;
}
