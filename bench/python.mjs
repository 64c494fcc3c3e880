/** @file Finds or makes the Python environment of the peers; nothing but `npm run bench` ever does. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { complaint, output } from './processes.mjs';

const HERE = import.meta.dirname;
const VENV = join(HERE, '.venv');
const VENV_PYTHON = join(VENV, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
const REQUIREMENTS = join(HERE, 'requirements.txt');
const PEERS = ['torch', 'jax', 'numpy', 'safetensors'];

/** Which of these modules a Python lacks. */
async function missing(python, modules) {
  const asked = `import importlib.util as u, sys; print(' '.join(m for m in sys.argv[1:] if not u.find_spec(m)))`;
  return (await output(python, ['-c', asked, ...modules])).trim();
}

/**
 * Path of a Python that has the peers: `given`, else $ELU_BENCH_PYTHON, else bench/.venv, which is made where it is absent.
 * Undefined, with the reason on stderr, where there is none.
 * @param {string | undefined} given
 * @param {readonly string[]} modules that it must have
 */
export async function findPython(given = process.env.ELU_BENCH_PYTHON, modules = PEERS) {
  try {
    if (given) {
      const lacks = await missing(given, modules);
      if (!lacks) return given;
      throw new Error(`${given} lacks ${lacks}: ${given} -m pip install -r bench/requirements.txt`);
    }
    if (!existsSync(VENV_PYTHON)) {
      console.error('Making bench/.venv …');
      await output(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', VENV]);
    }
    if (await missing(VENV_PYTHON, modules)) {
      console.error('Installing bench/requirements.txt into it; this takes some minutes and gigabytes …');
      await output(VENV_PYTHON, ['-m', 'pip', 'install', '--quiet', '-r', REQUIREMENTS]);
    }
    return VENV_PYTHON;
  } catch (error) {
    console.error(`No peers in Python: ${complaint(error)}`);
    return undefined;
  }
}

/** Environment for a peer: where its modules are, and no search for accelerators. */
export const PEER_ENVIRONMENT = { ...process.env, PYTHONPATH: join(HERE, 'peers'), CUDA_VISIBLE_DEVICES: '' };
