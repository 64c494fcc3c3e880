/** @file Convolutional networks in the paper's notation: `1x192x1, 1x240x3` is a stack of a layer of 192 units of field 1 × 1 and one of 240 of 3 × 3. */
import { z } from 'zod';
import type { Stack, StackLayer } from '../network/stacks.ts';

const MAX_LAYERS = 1000;
const MAX_UNITS = 100_000;
const MAX_FIELD = 99;

const EXPECTED = `a list of stacks, each of them layers x units x field such as "1x192x5" or "1x192x1, 1x240x3" (FC for a fully connected layer: "2x4096xFC"; classes for as many units as there are classes: "1xclassesxFC"); at most ${MAX_LAYERS} layers of ${MAX_UNITS} units and fields of ${MAX_FIELD}`;

const CLASSES_FAULT =
  'found classes as the units of a hidden layer; expected it in the last layer alone, the output, which has a unit a class';

// The paper writes ×, keyboards write x.
const GROUP = String.raw`[1-9]\d{0,3}[x×](?:[1-9]\d{0,5}|classes)[x×](?:FC|[1-9]\d?)`;
const STACK = new RegExp(`^${GROUP}(?: *, *${GROUP})*$`);

/** As written: ["1x192x5", "1x192x1, 1x240x3"]; once read: every layer of every stack. */
export const stacksField = z
  .array(z.string({ error: EXPECTED }).regex(STACK, { error: EXPECTED }), { error: EXPECTED })
  .min(1, { error: EXPECTED })
  .max(MAX_LAYERS, { error: EXPECTED })
  .transform((written, context): Stack[] => {
    const stacks = written.map((stack) => stack.split(/ *, */).map(readGroup));
    const layers = stacks.flat().reduce((sum, { count }) => sum + count, 0);
    if (layers > MAX_LAYERS || stacks.flat().some(({ layer }) => Number(layer.units) > MAX_UNITS)) {
      context.addIssue(EXPECTED);
      return z.NEVER;
    }
    const read = stacks.map((groups) =>
      groups.flatMap(({ count, layer }) => Array<StackLayer>(count).fill(layer)),
    );
    if (!read.flat().slice(0, -1).some(isOfClasses)) return read;
    context.addIssue({ code: 'custom', params: { fault: CLASSES_FAULT } });
    return z.NEVER;
  });

const isOfClasses = ({ units }: StackLayer): boolean => units === 'classes';

function readGroup(group: string): { readonly count: number; readonly layer: StackLayer } {
  const [count, units, field] = group.split(/[x×]/);
  return {
    count: Number(count),
    layer: {
      units: units === 'classes' ? units : Number(units),
      field: field === 'FC' ? 'FC' : Number(field),
    },
  };
}

/** The shortest way to write stacks: equal neighbours in one group. */
export function writeStacks(stacks: readonly Stack[]): string[] {
  return stacks.map((stack) => {
    const groups: { count: number; readonly layer: StackLayer }[] = [];
    for (const layer of stack) {
      const last = groups.at(-1);
      if (last?.layer.units === layer.units && last.layer.field === layer.field) last.count++;
      else groups.push({ count: 1, layer });
    }
    return groups.map(({ count, layer }) => `${count}x${layer.units}x${layer.field}`).join(', ');
  });
}
