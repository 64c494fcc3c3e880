/**
 * @file TABLE of the gradients that are ours, because TensorFlow.js has none on a backend. Every other gradient of this engine is its own, as
 * the engine is to check ours. Where TensorFlow.js lacks or mistakes the gradient of a function, the op is written in other functions (ops.ts).
 */
import type { Tensor, Tf } from './tf.ts';

type Image = import('@tensorflow/tfjs').Tensor4D;

export const OWN_GRADIENTS = {
  greater:
    'a comparison is constant but where it jumps, so its gradient is 0; TensorFlow.js gives an error instead',
  convByTaps:
    'the WebAssembly backend has no kernel Conv2DBackpropFilter, the gradient of a convolution with respect to its weights',
} as const satisfies Readonly<Record<string, string>>;

/** a > b, as booleans. */
export function greater(tf: Tf, a: Tensor, b: Tensor): Tensor {
  return tf.customGrad((left, right) => ({
    value: tf.greater(left as Tensor, right as Tensor),
    gradFunc: () => [tf.zerosLike(left as Tensor), tf.zerosLike(right as Tensor)],
  }))(a, b);
}

/**
 * Convolution without padding of [N, H, W, C] with [kh, kw, C, M]. Its gradient with respect to tap (i, j) of the weights is one product:
 * dw[i, j] = X(i, j)ᵀ D, where the rows of X(i, j) are the pixels that this tap meets, and those of D the gradients of the windows.
 */
export function convByTaps(tf: Tf, image: Image, kernel: Image, strides: [number, number]): Image {
  const product = tf.customGrad((x, w, save) => {
    (save as (tensors: Tensor[]) => void)([x as Tensor, w as Tensor]);
    return {
      value: tf.conv2d(x as Image, w as Image, strides, 'valid'),
      gradFunc: (d: Tensor, saved: Tensor[]) => {
        const [pixels, weights] = saved as [Image, Image];
        return [
          tf.conv2dTranspose(d as Image, weights, pixels.shape, strides, 'valid'),
          weightGradient(tf, pixels, d as Image, weights.shape, strides),
        ];
      },
    };
  });
  return product(image, kernel) as Image;
}

function weightGradient(tf: Tf, x: Image, d: Image, shape: Image['shape'], strides: [number, number]): Image {
  const [kh, kw, c, m] = shape;
  const [n, rows, columns] = d.shape;
  const windows = tf.reshape(d, [n * rows * columns, m]);
  const taps = Array.from({ length: kh * kw }, (_, tap) => {
    const [i, j] = [Math.floor(tap / kw), tap % kw];
    const end = [n, i + (rows - 1) * strides[0] + 1, j + (columns - 1) * strides[1] + 1, c];
    const met = tf.stridedSlice(x, [0, i, j, 0], end, [1, ...strides, 1]);
    return tf.matMul(tf.reshape(met, [n * rows * columns, c]), windows, true);
  });
  return tf.reshape(tf.stack(taps), shape);
}
