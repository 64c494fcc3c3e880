/** @file `npm run bench:gpu`: our steps on every GPU device beside PyTorch's on the same GPU, within ten minutes. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeCase } from './case.mjs';
import { CASES } from './gpu/cases.mjs';
import { jobs } from './gpu/jobs.mjs';
import { survey } from './gpu/machine.mjs';
import { pack } from './gpu/pack.mjs';
import { report } from './gpu/report.mjs';
import { ACTIVATIONS } from './networks.mjs';
import { complaint, lastLine } from './processes.mjs';

const ENGINES = ['onnx:cuda', 'onnx:webgpu', 'tfjs:node-gpu', 'onnx'];

const HELP = `npm run bench:gpu -- [options]

Times a training step of E1 (8 x 128), of 15 runs of E1 at once, and of the 11-layer network, plain and with dropout and crops, on
${ENGINES.join(', ')}, beside PyTorch (eager, compiled) on the same GPU, in float32, taken in turn; then where a step's time
goes, and which rewrite rules pay. What does not work here is left out, and said. Figures are written as they come.

  --minutes N     all of it ends by then (default 9.5)
  --rounds N      how often each side is timed, time permitting (default 3)
  --python PATH   a Python with torch, numpy and safetensors ($ELU_BENCH_PYTHON, bench/.venv, or python3)
  --json FILE     figures, anew after each measurement (default bench-gpu.json)
  --smoke         tiny networks, on the CPU and onnx:webgpu:software too, to try the command itself
  --engines LIST  others than those above, with commas
  --pack DIR      writes what a machine needs that reaches no network, in pieces below 60 MB: Node, elu-bench and what it loads
                  here, and in further pieces the CUDA provider, where it is set up; with how to unpack it. Measures nothing

It needs no data set. CUDA: scripts/setup-cuda.sh, or the provider beside onnxruntime's library and a Python whose PyTorch brings
CUDA of the same major version, whose libraries are then found. WebGPU: the driver and Vulkan's loader, libvulkan.so.1.`;

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '9.5' },
    rounds: { type: 'string', default: '3' },
    python: { type: 'string' },
    json: { type: 'string', default: 'bench-gpu.json' },
    smoke: { type: 'boolean', default: false },
    engines: { type: 'string' },
    pack: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

async function measure() {
  const until = performance.now() + Number(options.minutes) * 60_000;
  const { smoke } = options;
  const names = options.engines?.split(',') ?? [...ENGINES, ...(smoke ? ['onnx:webgpu:software'] : [])];
  const { machine, engines, absent, peer, env } = await survey({ engines: names, python: options.python });
  const place = mkdtempSync(join(tmpdir(), 'elu-bench-gpu-'));
  const folder = (name) => join(place, name);
  try {
    for (const [name, sizes] of Object.entries(CASES))
      await writeCase(folder(name), {
        workload: sizes[smoke ? 'smoke' : 'full'],
        activation: ACTIVATIONS.elu,
      });
    const device = peer.cuda ? 'cuda' : 'cpu';
    if (peer.python && !peer.cuda && !smoke) absent.push('PyTorch on the GPU: it sees none');
    const python = peer.cuda || smoke ? peer.python : undefined;
    const threads = smoke ? 1 : Math.min(8, availableParallelism());
    const all = jobs({ folder, engines, python, device, threads, rounds: Number(options.rounds), smoke });
    const outcome = { machine, smoke, absent, failed: [], skipped: 0, jobs: all.length, results: [] };
    await take(all, { until, env, outcome });
    console.log(report(outcome));
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** One job after the other, as long as there is time; those whose side has failed are not tried again. */
async function take(all, { until, env, outcome }) {
  const save = () => {
    mkdirSync(dirname(options.json), { recursive: true });
    writeFileSync(options.json, `${JSON.stringify(outcome, null, 2)}\n`);
  };
  save();
  const broken = new Set();
  for (const { command, limit, ...what } of all) {
    const title = Object.values(what).join(', ');
    const key = [what.part, what.case, what.side, what.set].join();
    const left = until - performance.now();
    if (broken.has(key)) continue;
    if (left < 5000) {
      outcome.skipped++;
      continue;
    }
    const timeout = Math.floor(Math.min(limit * 1000, left));
    try {
      const found = await lastLine(command, { env, timeout, killSignal: 'SIGKILL' });
      outcome.results.push({ ...what, ...found });
      console.error(`${title}: ${found.best_ms === undefined ? 'done' : `${found.best_ms.toFixed(3)} ms`}`);
    } catch (error) {
      broken.add(key);
      const why = error.killed
        ? `not done in ${Math.round(Math.min(limit, left / 1000))} s`
        : complaint(error);
      outcome.failed.push({ what: title, why });
      console.error(`${title}: ${why}`);
    }
    save();
  }
}

try {
  if (options.help) console.log(HELP);
  else if (options.pack) await pack(options.pack);
  else await measure();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
