/** @file What `doctor` says of each engine: whether it trains a small network here, to the loss of the others, and how to mend what keeps it from that. */
import { expand } from '../config/expand.ts';
import type { RunPlan } from '../config/experiment.ts';
import { loadExperiment } from '../config/load.ts';
import { ENGINES, type EngineName, engineNames } from '../engines/engines.ts';
import { ANYWHERE } from '../training/auto/choose.ts';
import { type Trial, type TrialOrder, tryEngine } from '../training/auto/trial.ts';
import { shippedPath } from './find-config.ts';

/** A line of what was found. */
export interface Check {
  readonly name: string;
  /** null: neither good nor bad, only told. */
  readonly ok: boolean | null;
  readonly found: string;
}

type Attempt = (order: TrialOrder) => Promise<Trial>;

/** Rounding of three steps is a hundred times smaller, and wrong kernels have shown a hundred times more. */
const TOLERANCE = 1e-3;

/** A convolutional network with all that its kind has, of a few units: fields of 1, 3 and 2, pooling, batch normalisation, dropout. */
const tinyPlan = (): RunPlan =>
  expand(
    loadExperiment(shippedPath('quick/cifar10'), [
      'network.stacks=["1x4x3", "1x4x1, 1x6x2", "1x10x1"]',
      ...['network.width=1', 'network.dropout=0.5', 'network.batch_norm=true', 'train.batch_size=4'],
      ...['variants.activation=[elu]', 'runs=1'],
    ]),
  )[0]!;

/** All are tried at once, and one may compile its programs on the CPU in place of a GPU. */
const LIMIT_MS = 120_000;

/** Every engine trains the same few steps, in a process of its own: one that crashes or hangs is a finding, too. */
export async function engineChecks(
  attempt: Attempt = (order) => tryEngine(order, { limitMs: LIMIT_MS }),
): Promise<readonly Check[]> {
  const trained = tinyPlan();
  const trials = new Map(
    await Promise.all(
      engineNames.map(async (name) => [name, await trialOf(name, trained, attempt)] as const),
    ),
  );
  // One engine that needs no asking for is enough.
  const oneWorks = [...trials].some(([name, { works }]) => works && ENGINES[name].auto);
  const expected = trials.get(ANYWHERE)?.loss;
  return [...trials].map(([name, trial]) => {
    const wrong = trial.works && isOff(trial.loss, expected);
    return {
      name: `engine ${name}`,
      ok: wrong ? false : trial.works || (ENGINES[name].auto && !oneWorks ? false : null),
      found: wrong
        ? `${trial.device} computes wrongly: after three steps its loss is ${trial.loss}, that of ${ANYWHERE} ${expected}; take another engine, and please report it`
        : foundText(trial),
    };
  });
}

async function trialOf(name: EngineName, trained: RunPlan, attempt: Attempt): Promise<Trial> {
  const missing = await (await ENGINES[name].load()).missing?.();
  return missing ? { works: false, ...missing } : attempt({ engine: name, trained });
}

const foundText = (trial: Trial): string =>
  trial.works ? `${trial.device}, trains` : `${trial.problem}; ${trial.remedy}`;

/** Also where one of them is no number. */
const isOff = (loss: number | undefined, expected: number | undefined): boolean =>
  loss !== undefined &&
  expected !== undefined &&
  !(Math.abs(loss - expected) <= TOLERANCE * Math.abs(expected));
