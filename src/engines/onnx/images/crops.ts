/** @file Crops and mirrored crops of a batch on a device: each pixel gathered from where it lies in its image, or from beside it, where there is zero. */
import type { Augmentations } from '../../../data/batches/augment.ts';
import type { ModelPart } from '../model-part.ts';
import { nodes } from '../nodes.ts';
import { valueInfo } from '../proto.ts';
import { integers, type ort } from '../session.ts';

/** Inputs of a batch's crops: where each row and each column of them lies in the image with a row and a column of zeros at its end. */
const ROWS = 'crop rows';
const COLUMNS = 'crop columns';

export type ImageShape = readonly [channels: number, height: number, width: number];

/** Cuts the crops of a batch, [batch, channels, height, width], and gives them in a shape of as many numbers. */
export function croppedImages(
  from: string,
  [channels, height, width]: ImageShape,
  shape: readonly [batch: number, ...sample: readonly number[]],
  output: string,
): ModelPart {
  const [batch] = shape;
  const [rows, columns] = [
    [batch, height, 1],
    [batch, 1, width],
  ] as const;
  const graph = nodes('cropped');
  const places = graph.add('Add', [ROWS, COLUMNS]);
  const everyChannel = graph.add('Expand', [
    graph.reshape(places, [batch, 1, height * width]),
    graph.constant('int64', [3], [batch, channels, height * width]),
  ]);
  const pads = graph.constant('int64', [8], [0, 0, 0, 0, 0, 0, 1, 1]);
  const bordered = graph.add('Pad', [from, pads, graph.constant('float32', [], [0])]);
  const pixels = graph.reshape(bordered, [batch, channels, (height + 1) * (width + 1)]);
  graph.reshape(graph.add('GatherElements', [pixels, everyChannel], { axis: 2 }), shape, output);
  return {
    each: [valueInfo(ROWS, rows, 'int32'), valueInfo(COLUMNS, columns, 'int32')],
    kept: [],
    nodes: graph,
  };
}

/** What a step is fed for the crops that are drawn, of images that are padded by so many pixels. */
export function cropFeeds(
  { top, left, flip }: Augmentations,
  pad: number,
  [, height, width]: ImageShape,
): ReadonlyMap<string, ort.Tensor> {
  const batch = flip.length;
  const [rows, columns] = [new Int32Array(batch * height), new Int32Array(batch * width)];
  const inside = (at: number, size: number): number => (at >= 0 && at < size ? at : size);
  for (let i = 0; i < batch; i++) {
    const [down, right] = [top[i]! - pad, left[i]! - pad];
    for (let y = 0; y < height; y++) rows[i * height + y] = inside(y + down, height) * (width + 1);
    for (let x = 0; x < width; x++)
      columns[i * width + x] = inside((flip[i] ? width - 1 - x : x) + right, width);
  }
  return new Map([
    [ROWS, integers(rows, [batch, height, 1])],
    [COLUMNS, integers(columns, [batch, 1, width])],
  ]);
}
