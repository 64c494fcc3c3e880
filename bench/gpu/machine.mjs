/** @file What there is to measure with: the GPU, PyTorch, and where the libraries of CUDA are that it brings; what does not work, and why. */
import { existsSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { complaint, lastLine, output } from '../processes.mjs';

const TORCH = `
import glob, json, os, sys, torch
import numpy, safetensors
site = os.path.dirname(os.path.dirname(torch.__file__))
print(json.dumps({"torch": torch.__version__, "cuda": torch.cuda.is_available(), "folders": glob.glob(os.path.join(site, "nvidia", "*", "lib"))}))
`;
const AVAILABLE = `
import { ENGINES } from ${JSON.stringify(new URL('../../dist/engines/engines.js', import.meta.url).href)};
const engine = await ENGINES[process.argv[1]].load();
console.log('\\n' + JSON.stringify(await engine.available()));
process.exit();
`;

/** Graphics card and driver as NVIDIA's tool has them; undefined where it is not there. */
async function nvidia() {
  try {
    const text = await output('nvidia-smi', [
      '--query-gpu=name,driver_version,memory.total',
      '--format=csv,noheader',
    ]);
    return text.trim().split('\n').join('; ');
  } catch {
    return undefined;
  }
}

/** The first Python that has PyTorch, NumPy and safetensors. */
async function python(given) {
  const own = join(import.meta.dirname, '..', '.venv/bin/python');
  const tried = [];
  for (const path of given ? [given] : [process.env.ELU_BENCH_PYTHON, own, 'python3'].filter(Boolean)) {
    if (path.includes('/') && !existsSync(path)) continue;
    try {
      return { python: path, ...(await lastLine([path, '-c', TORCH], { timeout: 120_000 })) };
    } catch (error) {
      tried.push(`${path}: ${complaint(error)}`);
    }
  }
  return { absent: `PyTorch: ${tried.join('; ') || 'no Python found'}` };
}

/** The environment of what is measured: CUDA's libraries of PyTorch's are found where the system has none of its own. */
export const environmentOf = (folders) => ({
  ...process.env,
  PYTHONPATH: [join(import.meta.dirname, '../peers'), process.env.PYTHONPATH].filter(Boolean).join(':'),
  LD_LIBRARY_PATH: [process.env.LD_LIBRARY_PATH, ...folders].filter(Boolean).join(':'),
});

/**
 * What can be measured here, of engines of these names; `absent` says of each other why not.
 * @param {{ engines: readonly string[], python: string | undefined }} wanted
 */
export async function survey({ engines, python: given }) {
  const [card, peer] = await Promise.all([nvidia(), python(given)]);
  const env = environmentOf(peer.folders ?? []);
  const absent = peer.absent ? [peer.absent] : [];
  const present = [];
  for (const name of engines) {
    try {
      const command = [process.execPath, '--input-type=module', '-e', AVAILABLE, name];
      const state = await lastLine(command, { env, timeout: 120_000 });
      if (state.works) present.push(name);
      else absent.push(`${name}: ${state.problem}`);
    } catch (error) {
      absent.push(`${name}: ${complaint(error)}`);
    }
  }
  const machine = {
    gpu: card ?? 'none that nvidia-smi lists',
    cpu: `${cpus()[0]?.model.trim()}, ${availableParallelism()} threads`,
    node: process.version,
    torch: peer.torch ?? 'absent',
  };
  return { machine, engines: present, absent, peer, env };
}
