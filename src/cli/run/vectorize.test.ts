/** @file How runs are put together: as asked, else where a GPU was seen to be sooner done so. */
import { expect, it } from 'vitest';
import { load, SMALL } from '../../../test/small-config.ts';
import { expand } from '../../config/expand.ts';
import type { EngineName } from '../../engines/engines.ts';
import type { Comparison } from '../../training/auto/together.ts';
import { groupsText, groupsWith } from './vectorize.ts';

/** Sizes of the groups, what was said, and what was compared. */
async function grouped(
  engine: EngineName,
  {
    asked,
    runs = 20,
    found = { pays: true, alone: 2, together: 4.04 },
  }: { asked?: number; runs?: number; found?: Comparison } = {},
) {
  const compared: number[] = [];
  const { groups, words } = await groupsWith(expand(load(SMALL, `runs=${runs}`)), {
    asked,
    engineOf: () => engine,
    onMeasuring: () => {},
    compare: async (_, several) => {
      compared.push(several.length);
      return found;
    },
  });
  return { sizes: groups.map(({ length }) => length), said: groupsText(groups), words, compared };
}

it('does as asked, and measures nothing', async () => {
  expect(await grouped('onnx', { asked: 8 })).toEqual({
    sizes: [7, 7, 6],
    said: 'runs train as one graph, 6 to 7 to a process, in 3 groups (--vectorize 1: each by itself)',
    words: [],
    compared: [],
  });
  expect(await grouped('onnx:cuda', { asked: 1 })).toMatchObject({ said: undefined, compared: [] });
});

it('leaves runs by themselves on the CPU, and where there is one', async () => {
  expect(await grouped('onnx')).toMatchObject({ said: undefined, words: [], compared: [] });
  expect(await grouped('onnx:cuda', { runs: 1 })).toMatchObject({ sizes: [1], compared: [] });
});

it('puts them together on a GPU where that pays', async () => {
  expect(await grouped('onnx:cuda')).toMatchObject({
    sizes: [10, 10],
    compared: [10],
    words: ['runs are sooner done as one graph: a step of 10 as one graph takes 4 ms, of one alone 2'],
  });
});

it.each<[Comparison, string]>([
  [
    { pays: false, alone: 2, together: 20 },
    'runs are trained one by one: a step of 10 as one graph takes 20 ms, of one alone 2',
  ],
  [
    { pays: false, problem: 'out of memory' },
    'runs are trained one by one: 10 as one graph could not be timed (out of memory)',
  ],
])('leaves them by themselves there where it does not: %o', async (found, words) => {
  const { said, words: told } = await grouped('onnx:cuda', { found });
  expect({ said, told }).toEqual({ said: undefined, told: [words] });
});

it('refuses it for engines that train single runs', async () => {
  await expect(grouped('tfjs', { asked: 2 })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('--vectorize 2: engine tfjs trains runs one by one'),
  });
});
