/** @file What this engine calls TensorFlow.js: one library whose backends each come in a package of their own. */
import util from 'node:util';

/** The module `@tensorflow/tfjs`, or a package that holds all of it, such as `@tensorflow/tfjs-node`. */
export type Tf = typeof import('@tensorflow/tfjs');
export type Tensor = import('@tensorflow/tfjs').Tensor;

/**
 * Gives back to `node:util` the two functions that TensorFlow.js 4.22 calls and Node 23 took away; to be done before it is loaded. Nothing
 * happens where they are still there.
 */
export function restoreOldUtil(): void {
  const old = util as { isNullOrUndefined?: (x: unknown) => boolean; isArray?: (x: unknown) => boolean };
  old.isNullOrUndefined ??= (x) => x === null || x === undefined;
  old.isArray ??= Array.isArray;
}
