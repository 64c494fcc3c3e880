/** @file What the name of a variant's folder says, where nothing else does. */

/** What `activation=elu,momentum=0.9` sets, by column; a name that is not made of `key=value` is the value of `variant`. */
export const variantOf = (name: string): Readonly<Record<string, string>> => {
  if (name === 'default') return {};
  const parts = name.split(',').map((part) => /^([^=]+)=(.*)$/.exec(part));
  return parts.every((part) => part !== null)
    ? Object.fromEntries(parts.map(([, key, value]) => [key!, value!]))
    : { variant: name };
};
