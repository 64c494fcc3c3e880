/** @file Names of variants say what they set, and read back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { variantOf } from '../../store/variant-name.ts';
import { variantNameOf } from './run-identity.ts';

describe('variant names', () => {
  it('say what they set', () => {
    expect(variantOf('activation=elu,hidden=8x128')).toEqual({ activation: 'elu', hidden: '8x128' });
    expect(variantOf('default')).toEqual({});
    expect(variantOf('my net, v2')).toEqual({ variant: 'my net, v2' });
    expect(variantNameOf([])).toBe('default');
  });

  it('read back what was set', () => {
    const word = fc.stringMatching(/^[a-z0-9.]+$/);
    fc.assert(
      fc.property(
        fc.dictionary(
          word.filter((key) => key !== 'variant'),
          word,
          { minKeys: 1 },
        ),
        (variant) => {
          expect(variantOf(variantNameOf(Object.entries(variant)))).toEqual({ ...variant });
        },
      ),
    );
  });
});
