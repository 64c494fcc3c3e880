/** @file All that the speed of an engine depends on: machine, drivers, versions, and the experiment as far as it decides a step. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, cpus, release } from 'node:os';
import { join } from 'node:path';
import type { RunPlan } from '../../config/experiment.ts';
import { namesIn } from '../../engines/drivers/shared-library.ts';
import { type System, thisSystem } from '../../engines/drivers/system.ts';
import type { EngineName } from '../../engines/engines.ts';

const require = createRequire(import.meta.url);
const PACKAGES = ['onnxruntime-node', '@tensorflow/tfjs-node-gpu'];
/** By which a user chooses a GPU or its driver. */
const VARIABLES = ['CUDA_VISIBLE_DEVICES', 'VK_DRIVER_FILES', 'VK_ICD_FILENAMES'];

/** What a measurement of these engines, by steps of this run, is good for. */
export const circumstances = (
  { experiment }: RunPlan,
  engines: readonly EngineName[],
  system: System = thisSystem(),
): Readonly<Record<string, unknown>> => ({
  engines,
  machine: {
    ...{ arch: arch(), release: release(), cpu: cpus()[0]?.model, cores: cpus().length },
    ...{ gpus: gpus(system), variables: VARIABLES.map((name) => system.env[name]) },
  },
  versions: [version(join('..', '..', '..', 'package.json')), process.version, ...PACKAGES.map(installed)],
  step: {
    dataset: experiment.dataset,
    network: experiment.network,
    objective: experiment.objective,
    optimizer: experiment.optimizer,
    batch: experiment.train.batch_size,
    engine: { ...experiment.engine, name: 'auto' },
  },
});

/** Models of GPUs and the version of NVIDIA's driver, as Linux's files have them; elsewhere the system's release stands for them. */
const gpus = ({ root }: System): readonly (string | undefined)[] => [
  textOf(join(root, 'proc/driver/nvidia/version')),
  ...namesIn(join(root, 'proc/driver/nvidia/gpus')).map((gpu) =>
    textOf(join(root, 'proc/driver/nvidia/gpus', gpu, 'information')),
  ),
  ...namesIn(join(root, 'sys/class/drm'))
    .filter((name) => /^renderD\d+$/.test(name))
    .flatMap((name) =>
      ['vendor', 'device'].map((of) => textOf(join(root, 'sys/class/drm', name, 'device', of))),
    ),
];

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

const version = (path: string): string => (require(path) as { readonly version: string }).version;

function installed(name: string): string | undefined {
  try {
    return version(`${name}/package.json`);
  } catch {
    return undefined;
  }
}
