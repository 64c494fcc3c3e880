/** @file Names of variants, as their folders are called, and what they say: `activation=elu,momentum=0.9`. */

/** What `activation=elu,momentum=0.9` sets, by column; a name that is not made of `key=value` is the value of `variant`. */
export function variantOf(name: string): Readonly<Record<string, string>> {
  if (name === 'default') return {};
  const parts = name.split(',').map((part) => /^([^=]+)=(.*)$/.exec(part));
  return parts.every((part) => part !== null)
    ? Object.fromEntries(parts.map(([, key, value]) => [key!, value!]))
    : { variant: name };
}

/** The name of a variant that sets these values; a column `variant` alone is the name itself. */
export function nameOf(variant: readonly (readonly [column: string, value: string])[]): string {
  if (variant.length === 0) return 'default';
  if (variant.length === 1 && variant[0]![0] === 'variant') return variant[0]![1];
  return variant.map(([column, value]) => `${column}=${value}`).join(',');
}
