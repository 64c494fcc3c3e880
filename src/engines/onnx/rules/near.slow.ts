/** @file Every rule by itself, and all, on many made-up graphs; near.test.ts says more of them. */
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { nearGraphs } from '../../../../test/near-graphs.ts';
import { expectLeft } from '../../../../test/rules-leave.ts';
import { RULE_NAMES } from '../../rule-names.ts';

/** With space-major, without which half of them find nothing. */
const SETS = RULE_NAMES.map((name) => ({ rules: [...new Set(['space-major' as const, name])] }));

describe.each(['matrices', 'images'] as const)('%s', (kind) => {
  it.each([...SETS, { rules: 'all' as const }])(
    'rules $rules',
    ({ rules }) =>
      fc.assert(
        fc.asyncProperty(nearGraphs(kind, 14), (graph) => expectLeft(graph, rules)),
        { numRuns: 150, seed: 4 },
      ),
    600_000,
  );
});
