/** @file The rules for convolutional networks against the plain lowering, over many networks. */
import { it } from 'vitest';
import { checkRules, SETS } from '../../../../test/image-networks.ts';

it.each(SETS)(
  'rules $rules leave the output and every gradient as it is',
  ({ rules }) => checkRules(rules, 100),
  600_000,
);
