/** @file Page of what a network is made of besides its activations: layers, initial weights, objectives. */
import { INITIALIZERS } from '../network/initializers.ts';
import { LAYERS } from '../network/layers.ts';
import { LOSSES } from '../network/losses.ts';
import { code, page, table } from './markdown.ts';

interface Summarised {
  readonly summary: string;
}
const summaries = (rows: Readonly<Record<string, Summarised>>): string[][] =>
  Object.entries(rows).map(([name, { summary }]) => [code(name), summary]);

/** Layers, initial weights and objectives. */
export const layersPage = (): string =>
  page(
    'Layers, initial weights, objectives',
    'A network is a chain of layers (`src/network/layers.ts`). `network.hidden` of a config is turned into `dense1`, `activation1`, ' +
      '`dense2`, … and a last `dense` layer without activation; these names are those of the tensors in safetensors files. An encoder ' +
      '(`network.encoder`) is followed by its mirror image, and its last layer, the code, has no activation: [1000, 250, 30] is 1000, 250, 30 (linear), ' +
      '250, 1000 units and a unit a pixel.',
    table(['layer', 'what it computes'], summaries(LAYERS)),
    '## Initial weights: `network.init`',
    'Draws depend on the seed, the run and the place of the parameter alone: run k of every variant starts from the same weights.',
    table(['name', 'distribution'], summaries(INITIALIZERS)),
    '## Objectives: `objective`',
    table(
      ['name', 'loss of a sample', 'compared with', 'error columns'],
      Object.entries(LOSSES).map(([name, row]) => [
        code(name),
        row.summary,
        row.target === 'label' ? 'the class' : 'the input itself',
        'wrong' in row ? 'yes' : 'empty',
      ]),
    ),
  );
