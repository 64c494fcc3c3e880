/** @file Convolution and pooling. TensorFlow.js has images as [N, H, W, C] and weights as [kh, kw, C, M]; the graph as [N, C, H, W] and [M, C, kh, kw]. */
import {
  type ConvAttributes,
  type ConvTransposeAttributes,
  type PoolAttributes,
  windowCounts,
  windowed,
} from '../../graph/window.ts';
import { convByTaps } from './gradients.ts';
import { slice } from './slices.ts';
import type { Tensor, Tf } from './tf.ts';

type Pair = [number, number];
type Image = import('@tensorflow/tfjs').Tensor4D;

/** Lower than any finite float32, so that padding is never a maximum. */
const LOWEST = -3.4028234663852886e38;

const pair = (numbers: readonly number[]): Pair => [numbers[0]!, numbers[1]!];
const channelsLast = (tf: Tf, x: Tensor): Image => tf.transpose(x as Image, [0, 2, 3, 1]);
const channelsFirst = (tf: Tf, x: Tensor): Image => tf.transpose(x as Image, [0, 3, 1, 2]);
const kernelLast = (tf: Tf, w: Tensor): Image => tf.transpose(w as Image, [2, 3, 1, 0]);

/** `value` around the image, [top, left, bottom, right]. */
function framed(tf: Tf, x: Tensor, [top, left, bottom, right]: readonly number[], value: number): Tensor {
  if (![top, left, bottom, right].some((n) => n! > 0)) return x;
  const frame: Pair[] = [
    [0, 0],
    [0, 0],
    [top!, bottom!],
    [left!, right!],
  ];
  return tf.pad(x, frame, value);
}

/** Zeros between the taps of a kernel [M, C, kh, kw]: TensorFlow.js differentiates only convolutions without dilation. */
function dilated(tf: Tf, w: Tensor, dilations: readonly number[]): Tensor {
  return dilations.reduce((kernel, step, i) => {
    if (step === 1) return kernel;
    const [axis, n] = [2 + i, kernel.shape[2 + i]!];
    const [before, after] = [kernel.shape.slice(0, axis), kernel.shape.slice(axis + 1)];
    const frame = [...before, n, 1, ...after].map((_, k): Pair => [0, k === axis + 1 ? step - 1 : 0]);
    const wide = tf.pad(tf.reshape(kernel, [...before, n, 1, ...after]), frame);
    const whole = [...before, n * step, ...after];
    // Without the zeros after the last tap.
    const kept = whole.map((size, k) => (k === axis ? size - step + 1 : size));
    return tf.slice(
      tf.reshape(wide, whole),
      whole.map(() => 0),
      kept,
    );
  }, w);
}

export function conv(tf: Tf, x: Tensor, w: Tensor, { strides, pads, dilations }: ConvAttributes): Tensor {
  const image = channelsLast(tf, framed(tf, x, pads, 0));
  const kernel = kernelLast(tf, dilated(tf, w, dilations));
  const product = tf.getKernel('Conv2DBackpropFilter', tf.getBackend())
    ? tf.conv2d(image, kernel, pair(strides), 'valid')
    : convByTaps(tf, image, kernel, pair(strides));
  return channelsFirst(tf, product);
}

export function convTranspose(
  tf: Tf,
  x: Tensor,
  w: Tensor,
  { strides, pads, dilations, output_padding }: ConvTransposeAttributes,
): Tensor {
  const [image, kernel] = [channelsLast(tf, x), kernelLast(tf, dilated(tf, w, dilations))];
  const [n, ...map] = image.shape.slice(0, 3) as [number, number, number];
  const [kh, kw, c] = kernel.shape;
  // All that the windows reach; padding is cut off afterwards, and what a stride had left over added.
  const reached = map.map((size, i) => (size - 1) * strides[i]! + [kh, kw][i]!) as Pair;
  const y = tf.conv2dTranspose(image, kernel, [n, ...reached, c], pair(strides), 'valid');
  const end = [0, 1].map((i) => output_padding[i]! - pads[i + 2]!);
  const wide = framed(tf, channelsFirst(tf, y), [0, 0, Math.max(0, end[0]!), Math.max(0, end[1]!)], 0);
  const size = reached.map((extent, i) => extent - pads[i]! + end[i]!);
  return tf.slice(wide, [0, 0, pads[0]!, pads[1]!], [n, c, ...size]);
}

export function maxPool(tf: Tf, x: Tensor, attributes: PoolAttributes): Tensor {
  const { kernel_shape, strides, pads } = attributes;
  const map = framed(tf, x, pads, LOWEST);
  if (tf.getBackend() === 'wasm') return maximumOfPlaces(tf, map, attributes);
  return channelsFirst(tf, tf.maxPool(channelsLast(tf, map), pair(kernel_shape), pair(strides), 'valid'));
}

/**
 * Max-pooling as the maximum of the maps of every place in the windows; of equal maxima the first gets the gradient. For the WebAssembly
 * backend of 4.22, whose gradient of tf.maxPool loses what belongs to maxima below 0.
 */
function maximumOfPlaces(tf: Tf, x: Tensor, { kernel_shape: [kh, kw], strides }: PoolAttributes): Tensor {
  const counts = windowed(x.shape.slice(2), [kh!, kw!], { strides, pads: [0, 0, 0, 0] });
  const places = Array.from({ length: kh! * kw! }, (_, k) => {
    const starts = [Math.floor(k / kw!), k % kw!];
    const ends = starts.map((start, i) => start + (counts[i]! - 1) * strides[i]! + 1);
    return slice(tf, x, { axes: [2, 3], starts, ends, steps: strides });
  });
  return places.reduce((most, place) => tf.maximum(most, place));
}

/** What is padded does not count, so a window at the edge is a mean of fewer. */
export function averagePool(tf: Tf, x: Tensor, attributes: PoolAttributes): Tensor {
  const { kernel_shape, strides, pads } = attributes;
  const image = channelsLast(tf, framed(tf, x, pads, 0));
  const means = channelsFirst(tf, tf.avgPool(image, pair(kernel_shape), pair(strides), 'valid'));
  if (pads.every((n) => n === 0)) return means;
  const places = kernel_shape[0]! * kernel_shape[1]!;
  const shares = windowCounts(x.shape.slice(2), attributes).map((count) => places / count);
  return tf.mul(means, tf.tensor(shares, means.shape.slice(2)));
}
