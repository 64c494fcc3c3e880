/** @file The arguments of `sweep`, put as overrides: several values of a key become a line of the grid. */
import { parseDocument } from 'yaml';
import { usageError } from '../errors.ts';

/** The most values of a range. */
const MAX_VALUES = 1000;
/** Digits that 0.1 + 0.1 + 0.1 needs to be 0.3. */
const DIGITS = 12;

const RANGE = /^range\(([^,()]+),([^,()]+)(?:,([^,()]+))?\)$/;
const RANGE_FORM =
  'range(FROM,TO), range(FROM,TO,STEP) or range(FROM,TO,*FACTOR), such as range(1,5), range(0,0.9,0.1), range(1e-5,0.01,*10)';

/**
 * `activation=elu,relu` means `variants.activation=[elu,relu]`, `momentum=range(0,0.9,0.3)` means `variants.momentum=[0,0.3,0.6,0.9]`;
 * an argument with one value stays what it is. Throws a usage error for a range that can't be read.
 */
export const sweepOverrides = (args: readonly string[]): readonly string[] => args.map(sweepOverride);

function sweepOverride(argument: string): string {
  const equals = argument.indexOf('=');
  const [key, text] = [argument.slice(0, equals), argument.slice(equals + 1).trim()];
  if (equals < 0) return argument;
  if (text.startsWith('range')) return `variants.${key}=[${range(argument, text).join(',')}]`;
  // YAML's own rules say where a value ends: braces, brackets and quotation marks keep theirs together.
  const list: unknown = parseDocument(`[${text}]`, { logLevel: 'silent' }).toJS({ maxAliasCount: 0 });
  return Array.isArray(list) && list.length > 1 ? `variants.${key}=[${text}]` : argument;
}

/** FROM, FROM + STEP, … up to TO, or FROM, FROM · FACTOR, … */
function range(argument: string, text: string): readonly number[] {
  const [, from = '', to = '', by = '1'] = RANGE.exec(text.replaceAll(' ', '')) ?? [];
  const factor = by.startsWith('*');
  const [start, end, step] = [Number(from), Number(to), Number(factor ? by.slice(1) : by)] as const;
  const complain = (what: string) => usageError(`${argument}: ${what}; expected ${RANGE_FORM}.`);
  if (from === '' || ![start, end, step].every(Number.isFinite)) throw complain('not a range of numbers');
  const grows = factor
    ? (end > start ? step > 1 : step > 0 && step < 1) && start > 0 && end > 0
    : (end - start) / step >= 0;
  if (start !== end && !grows) throw complain(`never reaches ${to}`);
  const steps = factor ? Math.log(end / start) / Math.log(step) : (end - start) / step;
  const count = start === end ? 1 : Math.floor(steps + 1e-9) + 1;
  if (count > MAX_VALUES) throw complain(`has ${count} values, at most ${MAX_VALUES} are taken`);
  return Array.from({ length: count }, (_, i) =>
    Number((factor ? start * step ** i : start + i * step).toPrecision(DIGITS)),
  );
}
