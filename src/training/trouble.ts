/**
 * @file An engine that fails while a run trains: its GPU is lost, or memory runs out. Nothing is wrong with the run then. Its state can't be read any
 * more, but it can go on from its last checkpoint; of memory is said how much was wanting, and what would fit.
 */
import type { RunPlan } from '../config/experiment.ts';
import type { Dataset } from '../data/dataset.ts';
import { type GpuMemory, gpuMemory } from '../engines/drivers/gpu-memory.ts';
import type { Engine, Failure } from '../engines/engine.ts';
import { ENGINES, type EngineName } from '../engines/engines.ts';
import { runError, UserError } from '../errors.ts';
import { byteSize } from '../text/bytes.ts';
import { grouped } from '../text/counted.ts';
import { memoryOf } from './estimate/memory.ts';

export interface Afflicted {
  readonly plan: RunPlan;
  readonly engine: EngineName;
  readonly dataset: Dataset;
  /** Runs in its process. */
  readonly together: number;
  /** Iteration of its last checkpoint, if it has one. */
  readonly saved: number | undefined;
}

/** Of the memory of a GPU; the rest is the driver's, and what lies between tensors. */
const SHARE = 0.9;

/** What to throw in place of an error: words for the user (exit code 1, so that the run is interrupted) where the engine can explain it, else itself. */
export async function troubleOf(
  error: unknown,
  { explain }: Pick<Engine, 'explain'>,
  run: Afflicted,
  memory: typeof gpuMemory = gpuMemory,
): Promise<unknown> {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const failure = explain?.(error.message);
  if (!failure) return error;
  const gpu = failure.kind === 'memory' && ENGINES[run.engine].gpu ? await memory() : undefined;
  const remedy =
    failure.kind === 'memory' ? `${memoryText(failure, run, gpu)}.` : `To mend it: ${failure.remedy}.`;
  return runError(`engine ${run.engine}: ${failure.problem}. ${remedy} ${checkpointText(run.saved)}`);
}

const checkpointText = (saved: number | undefined): string =>
  saved === undefined
    ? 'The run has no checkpoint yet; the same command begins it anew.'
    : `The run's last checkpoint is of iteration ${grouped(saved)}; the same command goes on from there.`;

/** What was asked for, what the run takes by estimate, and which batch would fit. */
function memoryText(
  { bytes }: Failure,
  { plan, dataset, together }: Afflicted,
  gpu: GpuMemory | undefined,
): string {
  const batch = plan.experiment.train.batch_size;
  const { train, test, ...facts } = dataset;
  const samples = { ...facts, train: train.count, test: test.count, inFiles: !train.resident };
  const takes = (size: number) => {
    const of = { ...plan.experiment, train: { ...plan.experiment.train, batch_size: size } };
    return memoryOf({ ...plan, experiment: of }, samples, together);
  };
  const asked = bytes === undefined ? '' : `${byteSize(bytes)} more were asked for in one piece; `;
  const what = `${asked}with batches of ${batch} a process takes about ${byteSize(takes(batch))}`;
  return `${what}${gpu ? ` of the ${byteSize(gpu.bytes)} that ${gpu.name} has` : ''}. ${fitText(batch, takes, gpu)}`;
}

function fitText(batch: number, takes: (batch: number) => number, gpu: GpuMemory | undefined): string {
  const others = 'fewer --jobs help where others compute beside it';
  if (batch === 1) return `It is a batch of 1 already: ${others}`;
  const each = takes(2) - takes(1);
  const fits = gpu ? Math.floor((SHARE * gpu.bytes - takes(0)) / each) : Infinity;
  if (fits < 1) return 'Not even a batch of 1 fits there: take a smaller network, or --engine onnx';
  // What should have fitted did not: others have their share of the memory, or the estimate is too low.
  const smaller = fits < batch ? fits : Math.floor(batch / 2);
  const how = fits < batch ? 'would fit' : `takes about ${byteSize(takes(smaller))}`;
  return `train.batch_size=${smaller} ${how}; ${others}`;
}
