/** @file Names of variants and what they say: `activation=elu,momentum=0.9`. */

export { variantOf } from '../store/variant-name.ts';

/** The name of a variant that sets these values; a column `variant` alone is the name itself. */
export const nameOf = (variant: readonly (readonly [column: string, value: string])[]): string => {
  if (variant.length === 0) return 'default';
  if (variant.length === 1 && variant[0]![0] === 'variant') return variant[0]![1];
  return variant.map(([column, value]) => `${column}=${value}`).join(',');
};
