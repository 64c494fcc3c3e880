/**
 * @file Images that lie on a device: as bytes where the host has them as bytes, with the numbers that each byte stands for, else as numbers. In
 * parts, since a device may refuse to bind more than 128 MB at once.
 */
import type { Tensor } from 'onnxruntime-node';

export interface Part {
  /** [samples, numbers of a sample] */
  readonly rows: Tensor;
  /** What the bytes of each sample stand for, [samples, 256], where that differs between samples. */
  readonly table?: Tensor;
}

export interface DeviceImages {
  readonly type: 'uint8' | 'float32';
  readonly parts: readonly Part[];
  /** Samples of every part but the last. */
  readonly partSize: number;
  /** Ends what sent them, too: a device forgets its tensors with its last session. */
  free(): Promise<void>;
}
