/** @file Every rule by itself, and all, on many made-up graphs; near.test.ts says more of them. */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { nearGraphs } from '../../../../test/near-graphs.ts';
import { expectLeft } from '../../../../test/rules-leave.ts';
import { RULES } from './rules.ts';

const SETS = Object.keys(RULES).map((name) => (name === 'space-major' ? [name] : ['space-major', name]));

describe.each(['matrices', 'images'] as const)('%s', (kind) => {
  it.each([
    ...Object.keys(RULES).map((name) => [[name]] as const),
    ...SETS.map((set) => [set] as const),
    ['all'] as const,
  ])(
    'rules %s',
    (rules) =>
      fc.assert(
        fc.asyncProperty(nearGraphs(kind, 14), (graph) => expectLeft(graph, rules)),
        { numRuns: 150, seed: 4 },
      ),
    600_000,
  );
});
