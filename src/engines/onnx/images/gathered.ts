/** @file The images of a batch, gathered from those that lie on a device: with the bits that reading them on the host gives. */
import type { ModelPart } from '../model-part.ts';
import { type Nodes, nodes } from '../nodes.ts';
import type { Tensors } from '../programs/state.ts';
import { valueInfo } from '../proto.ts';
import { integers, type ort } from '../session.ts';
import { BYTES, PLAIN_TABLE } from './byte-tables.ts';
import type { DeviceImages } from './device-images.ts';

/** Input of where the samples of a batch lie. */
export const PLACES = 'places';

/** Gives the images of a batch, of this shape, under a name. */
export function gatheredImages(
  { parts, type }: DeviceImages,
  shape: readonly [batch: number, ...sample: readonly number[]],
  output: string,
): ModelPart {
  const [batch] = shape;
  const graph = nodes('gathered');
  const rows = parts.map((_, p) => rowsOf(p));
  const tables = parts.flatMap(({ table }, p) => (table ? [tableOf(p)] : []));
  const found = picked(graph, rows, type === 'uint8' ? 'int32' : undefined)!;
  const numbers = type === 'float32' ? found : numbersOf(graph, found, picked(graph, tables));
  graph.reshape(numbers, shape, output);
  return {
    each: [valueInfo(PLACES, placesShape(parts.length, batch), 'int32')],
    kept: [
      ...parts.map(({ rows }, p) => valueInfo(rowsOf(p), rows.dims, type)),
      ...parts.flatMap(({ table }, p) => (table ? [valueInfo(tableOf(p), table.dims)] : [])),
    ],
    nodes: graph,
  };
}

const rowsOf = (part: number): string => `images/${part}`;
const tableOf = (part: number): string => `tables/${part}`;

/** What such a part of a model is fed of what lies on the device. */
export const keptFeeds = ({ parts }: DeviceImages): Tensors =>
  new Map(
    parts.flatMap(({ rows, table }, p) => [
      [rowsOf(p), rows] as const,
      ...(table ? [[tableOf(p), table] as const] : []),
    ]),
  );

/** The numbers that bytes stand for: of every sample by a table of its own, or of all by one. */
const numbersOf = (graph: Nodes, found: string, table: string | undefined): string =>
  table === undefined
    ? graph.gather(graph.constant('float32', [BYTES], PLAIN_TABLE), found)
    : graph.add('GatherElements', [table, found], { axis: 1 });

/** Rows of a batch, from wherever they lie: of several parts each gives a row for every sample, and that of the sample's own is picked. */
function picked(graph: Nodes, from: readonly string[], as?: 'int32'): string | undefined {
  if (from.length === 0) return undefined;
  const rowsOf = (name: string, places: string): string => {
    const rows = graph.gather(name, places);
    return as ? graph.cast(rows, as) : rows;
  };
  if (from.length === 1) return rowsOf(from[0]!, PLACES);
  const row = (k: number) => graph.gather(PLACES, graph.constant('int64', [], [k]));
  const all = graph.add(
    'Concat',
    from.map((name, p) => rowsOf(name, row(p))),
    { axis: 0 },
  );
  return graph.gather(all, row(from.length));
}

const placesShape = (parts: number, batch: number): readonly number[] =>
  parts === 1 ? [batch] : [parts + 1, batch];

/** Where samples lie: their places in the one part; of several in each, or any other place, and then which of all these is whose. */
export function placesOf({ parts, partSize }: DeviceImages, samples: Int32Array): ort.Tensor {
  const [count, batch] = [parts.length, samples.length];
  const shape = placesShape(count, batch);
  if (count === 1) return integers(samples, shape);
  const places = new Int32Array((count + 1) * batch);
  for (const [i, sample] of samples.entries()) {
    const part = Math.floor(sample / partSize);
    places[part * batch + i] = sample - part * partSize;
    places[count * batch + i] = part * batch + i;
  }
  return integers(places, shape);
}
