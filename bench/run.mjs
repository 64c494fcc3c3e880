/** @file `npm run bench`: what is to be timed or compared, from the command line. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { agreement } from './agreement/agreement.mjs';
import { timeCommand } from './command.mjs';
import { compare, needsPython, sideNames, usualSides } from './compare.mjs';
import { timeJobs } from './jobs.mjs';
import { ACTIVATIONS, NETWORKS } from './networks.mjs';
import { findPython } from './python.mjs';
import { timeRules } from './rules.mjs';

const HELP = `npm run bench -- [options]

  (nothing)            ms a training step: ours against PyTorch (eager, compiled) and JAX
  --peers              the same, TensorFlow.js on TensorFlow (scripts/setup-tfjs.sh) beside them, for e1 and e3
  --evaluate           an evaluation of 10,000 images instead of a step, for a network of images (default e3)
  --command            the whole command against the sum of its steps, quick config's length × 10
  --jobs               runs per hour with --jobs 1 and --jobs 2
  --rules              our step with each rewrite rule switched off
  --agreement          losses against PyTorch's from the same start, for 1,000 steps (e2: 500; e1 with other optimisers: 100)

  --network NAME       ${Object.keys(NETWORKS).join(', ')} (default e1); several with commas
  --activation NAMES   ${Object.keys(ACTIVATIONS).join(', ')}; several with commas (default elu; --agreement: all)
  --rounds N           how often each is timed (default 3)
  --only SIDES         ${sideNames.join(', ')}; several with commas (default all but tfjs:node)
  --python PATH        a Python that has bench/requirements.txt (or $ELU_BENCH_PYTHON; default bench/.venv, made on first use)
  --json               figures as JSON on stdout`;

const USUAL_NETWORKS = { step: ['e1'], peers: ['e1', 'e3'], evaluate: ['e3'] };

const TEXT = { type: 'string' };
const FLAG = { type: 'boolean', default: false };

function read() {
  const { values } = parseArgs({
    options: {
      ...{
        peers: FLAG,
        evaluate: FLAG,
        command: FLAG,
        jobs: FLAG,
        rules: FLAG,
        agreement: FLAG,
        json: FLAG,
        help: FLAG,
        python: TEXT,
      },
      network: TEXT,
      activation: TEXT,
      rounds: { ...TEXT, default: '3' },
      only: TEXT,
    },
  });
  const names = (option, known, usual) => {
    const given = values[option]?.split(',') ?? usual;
    const wrong = given.find((name) => !known.includes(name));
    if (wrong !== undefined) throw new Error(`--${option} ${wrong}: expected ${known.join(', ')}`);
    return given;
  };
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds ${values.rounds}: expected a number from 1 up`);
  const networks = names(
    'network',
    Object.keys(NETWORKS),
    USUAL_NETWORKS[values.peers ? 'peers' : values.evaluate ? 'evaluate' : 'step'],
  );
  const activations = Object.keys(ACTIVATIONS);
  return {
    ...values,
    rounds,
    networks,
    network: networks[0],
    activations: names('activation', activations, values.agreement ? activations : activations.slice(0, 1)),
    only: names('only', sideNames, values.peers ? sideNames : usualSides),
  };
}

async function main(options) {
  const folder = mkdtempSync(join(tmpdir(), 'elu-bench-'));
  try {
    if (options.command) return await timeCommand({ ...options, folder });
    if (options.jobs) return await timeJobs({ ...options, folder });
    if (options.rules) return await timeRules({ ...options, folder });
    if (options.agreement) {
      const python = await findPython(options.python);
      for (const network of options.networks) await agreement({ ...options, network, python, folder });
      return;
    }
    const python = options.only.some(needsPython) ? await findPython(options.python) : undefined;
    for (const network of options.networks)
      for (const activation of options.activations)
        await compare({ ...options, network, activation, python, folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

try {
  const options = read();
  if (options.help) console.log(HELP);
  else await main(options);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
