/** @file Products in strips, on networks just large enough for them. */
import { expect, it } from 'vitest';
import { checkNet, graphOf, LAYER, type Layer, type Net } from '../../../../test/image-networks.ts';
import { print } from '../../../graph/print.ts';
import { RULE_NAMES } from '../../rule-names.ts';
import { DEVICES } from '../devices.ts';
import { applyRules } from './rules.ts';

const WIDE: Layer = { ...LAYER, units: 64, kernel: [5, 5], pool: 'none' };
/** 32,768 places: with 75 inputs to a window and 64 units 4.5 million numbers, and 4.2 million in a layer of 1 x 1. */
const net = (batch: number, ...layers: readonly Partial<Layer>[]): Net => ({
  batch,
  map: [32, 32],
  channels: 3,
  layers: layers.map((layer) => ({ ...WIDE, ...layer })),
});
const printed = (of: Net): string => print(applyRules(graphOf(of).outputs, 'all', DEVICES.cpu));

const FLAT = net(32, {}, { kernel: [1, 1] });
// Four planes of 16,384 places each.
const POOLED = net(64, { units: 192, pool: 'max' });
// 1,021 is prime.
const PRIME = { ...net(1, { kernel: [1, 1], units: 4096 }), map: [1021, 1], channels: 16 };

it('leave the output and every gradient as it is', async () => {
  expect(printed(FLAT)).toMatch(/FusedMatMul\(.*\[32, 2, 512, 64\]/);
  await checkNet(FLAT, 'all');
});

it('and what the other rules make of planes of pooling, where rounding does not swap near-equal maxima', async () => {
  expect(printed(POOLED)).toMatch(/FusedMatMul\(.*\[16, 2, 512, 192\]/);
  await checkNet(
    POOLED,
    'all',
    RULE_NAMES.filter((name) => name !== 'strips'),
  );
});

it('rows that no strips divide stay together', () => {
  expect(printed(PRIME)).not.toMatch(/FusedMatMul/);
});
