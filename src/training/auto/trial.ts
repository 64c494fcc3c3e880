/** @file An engine tried in a process of its own: a driver or a library that does not fit may not only fail, but crash its process, or never answer. */
import { type ChildProcess, fork } from 'node:child_process';
import type { RunPlan } from '../../config/experiment.ts';
import type { Availability, Obstacle } from '../../engines/engine.ts';
import { ENGINES, type EngineName } from '../../engines/engines.ts';
import type { RunGroup } from '../launch/launcher.ts';

/** As the compiler names it: the process is started from the compiled program. */
const PROCESS = new URL('./trial-process.js', import.meta.url);

/** Long enough for a GPU's library to be loaded and its programs to be compiled. */
const LIMIT_MS = 60_000;
/** Enough of what a dying process wrote. */
const LAST_WORDS = 4096;

/** What is asked of an engine; of neither run: only whether it works. */
export interface TrialOrder {
  readonly engine: EngineName;
  /** A run of which some steps are timed. */
  readonly timed?: RunPlan;
  /** Runs of which some steps are timed as one graph; a step is one of each. */
  readonly together?: RunGroup;
  /** A run of which a few steps are taken, to see what comes of them. */
  readonly trained?: RunPlan;
}

/** How it went. Where steps were to be taken and none was, the engine does not work. */
export type Trial = Availability & { readonly msPerStep?: number; readonly loss?: number };

/** What its process says: whether the engine works, then how long a step takes, first as a guess; the last word counts. */
export type TrialMessage = Trial & { readonly isLast: boolean };

interface Conditions {
  readonly program?: URL;
  readonly limitMs?: number;
}

/** Tries an engine, for a limited time. Nothing that happens to its process is an error: it is told as the engine's problem. */
export async function tryEngine(
  order: TrialOrder,
  { program = PROCESS, limitMs = LIMIT_MS }: Conditions = {},
): Promise<Trial> {
  const child = fork(program, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = true;
    kill();
  }, limitMs);
  try {
    const { said, death, words } = await listen(child, order);
    const explained = said?.works === false || !said?.isLast ? await explain(order.engine, words) : undefined;
    if (said?.isLast && !explained) return trialOf(said);
    const happened = isLate ? `it took more than ${limitMs / 1000} s` : death;
    // A guess is better than nothing, where only time was short.
    if (isLate && said?.works && said.msPerStep !== undefined) return trialOf(said);
    const doing = said?.works ? `while it trained a first step` : 'while it was being loaded';
    if (explained) return { works: false, ...explained };
    return {
      works: false,
      problem: `${happened} ${doing}`,
      remedy: 'elu-bench doctor tries it again; docs/gpu.md says what it needs',
    };
  } finally {
    clearTimeout(limit);
    process.off('exit', kill);
  }
}

/** What a library wrote may say more than its error. */
async function explain(name: EngineName, words: string): Promise<Obstacle | undefined> {
  const failure = (await ENGINES[name].load()).explain?.(words);
  return failure && { problem: failure.problem, remedy: failure.remedy };
}

const trialOf = ({ isLast, ...trial }: TrialMessage): Trial => trial;

/** What it said last, and how it died, once it is gone. */
function listen(
  child: ChildProcess,
  order: TrialOrder,
): Promise<{ readonly said: TrialMessage | undefined; readonly death: string; readonly words: string }> {
  let said: TrialMessage | undefined;
  let words = '';
  child.stderr?.on('data', (text) => {
    words = (words + text).slice(-LAST_WORDS);
  });
  child.on('message', (message: TrialMessage) => {
    said = message;
  });
  child.send(order, () => {});
  return new Promise((resolve) => {
    child.on('error', (error) =>
      resolve({ said, death: `it could not be started (${error.message})`, words }),
    );
    child.on('close', (code, signal) => {
      const [line] = words.split('\n').filter((text) => text.trim() !== '');
      const how = signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`;
      resolve({ said, death: line === undefined ? how : `${how} (${line.trim()})`, words });
    });
  });
}
