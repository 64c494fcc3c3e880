/**
 * @file What bench:gpu loads, in pieces small enough to be carried to a machine that reaches no network: this Node, elu-bench, the files of packages that
 * a step loads, and the CUDA provider where it is set up.
 */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCase } from '../case.mjs';
import { ACTIVATIONS } from '../networks.mjs';
import { CASES } from './cases.mjs';

const ROOT = join(import.meta.dirname, '../..');
const PIECE = '60M';
const LIBRARY = 'node_modules/onnxruntime-node/bin/napi-v6/linux/x64';
const PROVIDERS = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

const UNPACK = `#!/bin/sh
# Puts the pieces beside this script together; then runs what is typed after its name, such as: sh unpack.sh --json out/figures.json
set -e
cd "$(dirname "$0")"
for what in elu-bench provider; do
  [ ! -e "$what.tar.xz.00" ] || cat "$what".tar.xz.* | tar -xJf -
done
cd elu-bench
export LD_LIBRARY_PATH="$PWD/lib:$LD_LIBRARY_PATH"
exec ./node bench/gpu.mjs "$@"
`;

/** Writes the pieces into a folder. */
export async function pack(folder) {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('--pack is for Linux on x64');
  const work = mkdtempSync(join(tmpdir(), 'elu-bench-pack-'));
  const into = join(work, 'elu-bench');
  try {
    mkdirSync(join(into, 'lib'), { recursive: true });
    mkdirSync(folder, { recursive: true });
    for (const file of await loaded(work)) copy(file, into);
    for (const name of ['dist', 'bench', 'package.json'])
      cpSync(join(ROOT, name), join(into, name), {
        recursive: true,
        filter: (path) => !path.includes('.venv'),
      });
    for (const name of readdirSync(join(ROOT, LIBRARY)))
      if (!PROVIDERS.includes(name)) copy(join(ROOT, LIBRARY, name), into);
    copyFileSync(process.execPath, join(into, 'node'));
    const vulkan = linked('libvulkan.so.1');
    if (vulkan) copyFileSync(vulkan, join(into, 'lib/libvulkan.so.1'));
    compress(work, 'elu-bench', folder);
    if (existsSync(join(ROOT, LIBRARY, PROVIDERS[1]))) {
      rmSync(into, { recursive: true });
      for (const name of PROVIDERS) copy(join(ROOT, LIBRARY, name), into);
      compress(work, 'provider', folder);
    }
    writeFileSync(join(folder, 'unpack.sh'), UNPACK);
  } finally {
    rmSync(work, { recursive: true });
  }
  console.log(
    `${readdirSync(folder).join(', ')} in ${folder}. There: sh unpack.sh [options of bench:gpu], with the pieces beside it`,
  );
}

/** Files of packages that steps and their preparation load, found out by taking some; and the package.json files above them. */
async function loaded(work) {
  const [cover, cases] = [join(work, 'coverage'), join(work, 'case')];
  await writeCase(cases, { workload: CASES.e3_train.smoke, activation: ACTIVATIONS.elu });
  const env = { ...process.env, NODE_V8_COVERAGE: cover };
  for (const script of ['step.mjs', 'gpu.mjs']) {
    const args = script === 'step.mjs' ? [cases, '1'] : ['--help'];
    execFileSync(process.execPath, [join(ROOT, 'bench', script), ...args], { env, stdio: 'ignore' });
  }
  const files = readdirSync(cover)
    .flatMap((name) => JSON.parse(readFileSync(join(cover, name), 'utf8')).result)
    .map(({ url }) => url)
    .filter((url) => url.startsWith('file:') && url.includes('/node_modules/'))
    .map((url) => fileURLToPath(url));
  return new Set(files.flatMap((file) => [file, ...manifestsAbove(file)]));
}

function manifestsAbove(file) {
  const found = [];
  for (let folder = dirname(file); folder !== ROOT && folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'package.json'))) found.push(join(folder, 'package.json'));
  return found;
}

function copy(file, into) {
  const path = join(into, relative(ROOT, file));
  mkdirSync(dirname(path), { recursive: true });
  cpSync(file, path, { dereference: true });
}

function compress(work, name, folder) {
  const command = `tar -C "$1" -cf - elu-bench | xz -T0 -4 | split -b ${PIECE} -d - "$2"`;
  execFileSync('sh', ['-c', command, 'sh', work, join(folder, `${name}.tar.xz.`)]);
}

/** Where the linker finds a library. */
function linked(name) {
  const list = execFileSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' });
  return list
    .split('\n')
    .find((line) => line.trim().startsWith(`${name} `) && line.includes('x86-64'))
    ?.split(' => ')[1];
}
