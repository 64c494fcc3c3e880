/** @file TABLE of what TensorFlow says when it fails, and what it means. */
import { size } from '../../shape.ts';
import type { Known } from '../failure.ts';

export const FAILURES: readonly Known[] = [
  {
    pattern: /Could not load dynamic library '([^']+)'|Cannot dlopen some GPU libraries/,
    kind: 'absent',
    problem: (library) =>
      library
        ? `TensorFlow needs ${library}, which is not found`
        : 'TensorFlow does not find its CUDA libraries',
    remedy: 'scripts/setup-tfjs.sh --gpu (docs/gpu.md)',
  },
  {
    pattern: /OOM when allocating tensor with shape\[([\d,]+)\]/,
    kind: 'memory',
    problem: () => 'memory ran out',
    remedy: 'smaller batches or fewer --jobs',
    // Of floats.
    bytes: (shape) => 4 * size(shape.split(',').map(Number)),
  },
  {
    pattern:
      /CUDA_ERROR_OUT_OF_MEMORY|CUDNN_STATUS_ALLOC_FAILED|CUBLAS_STATUS_ALLOC_FAILED|ResourceExhausted|bad_alloc/,
    kind: 'memory',
    problem: () => 'memory ran out',
    remedy: 'smaller batches or fewer --jobs',
  },
  {
    pattern: /(CUDA_ERROR_(?:ILLEGAL_ADDRESS|LAUNCH_FAILED|LAUNCH_TIMEOUT|ECC_UNCORRECTABLE|UNKNOWN))/,
    kind: 'lost',
    problem: (code) => `the GPU was lost (${code})`,
    remedy: 'look for its driver in the log of the system (dmesg)',
  },
];
