/** @file An option whose value is one of some names. */
import { usageError } from '../errors.ts';

/** The name, with its type; throws a usage error that says what was expected. */
export function oneOf<Name extends string>(option: string, name: string, names: readonly Name[]): Name {
  const found = names.find((one) => one === name);
  if (found === undefined) throw usageError(`${option} ${name}: expected ${names.join(', ')}.`);
  return found;
}
