/** @file One run seen from its parent: its process, its status.json, and what is left to say when the process dies. */
import { type ChildProcess, fork } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, UserError } from '../../errors.ts';
import { clearLeftBehind } from '../../files/atomic-file.ts';
import { keepFigures } from '../../results/run-figures.ts';
import { configHash } from '../../store/config-hash.ts';
import type { Guard } from '../../store/lease/keeper.ts';
import { type Lock, lockFolder } from '../../store/lock.ts';
import { type RunStatus, readStatus, removeStatus, writeStatus } from '../../store/status.ts';
import type { FromRun, Progress, RunEnd, RunOrder, ToRun } from '../messages.ts';

/** After this a process that was asked to stop, and so to save, is killed. Its files are whole at any time; a second Ctrl-C kills it at once. */
const GRACE_MS = 30_000;
/** And after this one that has nothing to save, since calls to an engine and reading of data hear nothing for seconds. */
const NOTHING_MS = 200;
/** Enough of what a dying process wrote for a stack trace. */
const LAST_WORDS = 16_384;

/** What others send; the system sends the rest to a process that is at fault, as the next one would be. */
const FROM_OUTSIDE: ReadonlySet<NodeJS.Signals | null> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT']);

export interface Supervision {
  /** Module that the process runs. */
  readonly worker: URL;
  /** Aborted when the run shall end as interrupted. */
  readonly stop: AbortSignal;
  /** Milliseconds that a process has to end by itself. */
  readonly grace?: number;
  onMessage(message: FromRun): void;
}

/** Runs one plan in a process of its own, the folder locked, with status.json `running` meanwhile and telling the end after. */
export const superviseRun = async (order: RunOrder, supervision: Supervision): Promise<RunEnd> => {
  const { plan, folder } = order;
  const warn = (text: string) => supervision.onMessage({ kind: 'warning', text });
  const startedAt = new Date();
  let latest: Progress | undefined;
  let before: RunStatus | undefined;
  const status = (
    change: Pick<RunStatus, 'status' | 'message' | 'finishedAt'>,
    iterations: number,
  ): RunStatus => ({
    ...change,
    variant: plan.variant,
    run: plan.run,
    seed: plan.experiment.seed,
    iterations,
    ...(latest && { totalIterations: latest.total }),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    configHash: configHash(plan),
    startedAt: startedAt.toISOString(),
  });
  let lock: Lock | undefined;
  let told: Promise<void> | undefined;
  try {
    const locked = await lockFolder(folder, { warn, stop: supervision.stop });
    // Another process's run: its status.json is not ours to write.
    if ('refused' in locked)
      return supervision.stop.aborted
        ? { status: 'interrupted' }
        : { status: 'failed', message: locked.refused, exitCode: EXIT.failed };
    lock = locked;
    const { confirm } = lock;
    /** Nothing is written into a folder that is another's by now. */
    const writeOurs = async (of: RunStatus) => {
      await confirm();
      await writeStatus(folder, of);
    };
    await rm(join(folder, 'error.log'), { force: true });
    before = readStatus(folder);
    await clearLeftBehind(folder);
    await writeOurs(status({ status: 'running' }, 0));
    const end = await runProcess(order, {
      ...supervision,
      lock,
      onMessage: (message) => {
        if (message.kind === 'progress') {
          const isFirst = latest === undefined;
          latest = message.progress;
          // For whoever asks meanwhile how far it is; the end tells of a folder that can't be written.
          if (isFirst) told = writeOurs(status({ status: 'running' }, 0)).catch(() => undefined);
        }
        supervision.onMessage(message);
      },
    });
    await told;
    // As if it had not been tried: what it was kept from has nothing to do with it.
    if (end.unbegun) {
      await confirm();
      await (before ? writeStatus(folder, before) : removeStatus(folder));
      return end;
    }
    const finishedAt = new Date().toISOString();
    const said = {
      status: end.status,
      ...(end.message !== undefined && { message: end.message }),
      finishedAt,
    };
    const final = status(said, end.iteration ?? latest?.iteration ?? 0);
    await writeOurs({ ...final, ...keepFigures(folder, final) });
    return end;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { status: 'failed', message: error.message, exitCode: error.exitCode };
  } finally {
    await lock?.release();
  }
};

interface ProcessHooks extends Supervision {
  readonly lock: Lock;
}

const runProcess = async (order: RunOrder, hooks: ProcessHooks): Promise<RunEnd> => {
  const { worker, stop, grace = GRACE_MS, onMessage, lock } = hooks;
  const child = fork(worker, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  // Whichever way the parent ends, no run goes on without it.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let end: RunEnd | undefined;
  /** Whether what became of it says nothing of other runs: it had begun, or was killed by someone. */
  let begun = false;
  let unsaved = false;
  let lastWords = '';
  let patience: NodeJS.Timeout | undefined;
  child.stderr?.on('data', (words) => {
    lastWords = (lastWords + words).slice(-LAST_WORDS);
  });
  child.on('message', (message: FromRun) => {
    if (message.kind === 'end') end = message.end;
    else if (message.kind === 'unsaved') {
      begun = true;
      unsaved = message.unsaved;
    } else onMessage(message);
  });
  const askToStop = () => {
    tell(child, { kind: 'stop' });
    const most = Math.min(NOTHING_MS, grace);
    patience = setTimeout(() => {
      if (unsaved) patience = setTimeout(kill, grace - most);
      else kill();
    }, most);
  };
  const ended = new Promise<RunEnd>((resolve) => {
    child.on('error', (error) => {
      lastWords += `${error.stack}\n`;
    });
    child.on('close', (code, signal) => {
      clearTimeout(patience);
      process.off('exit', kill);
      stop.removeEventListener('abort', askToStop);
      lock.lost.removeEventListener('abort', kill);
      if (end) resolve(end);
      // What there is to say of it, the next write does.
      else if (lock.lost.aborted) resolve({ status: 'failed' });
      else if (stop.aborted) resolve({ status: 'interrupted' });
      // Only one that has just been started can't take it yet; we are here, so it was not to end anything.
      else if (signal === 'SIGHUP') resolve(runProcess(order, hooks));
      else {
        begun ||= FROM_OUTSIDE.has(signal);
        resolve(died(order.folder, code, signal, lastWords, lock.confirm));
      }
    });
  });
  // It may train for long before its next write would tell it.
  lock.lost.addEventListener('abort', kill);
  if (stop.aborted) askToStop();
  stop.addEventListener('abort', askToStop, { once: true });
  if (child.pid !== undefined) {
    await lock.share(child.pid).catch((error: unknown) => {
      kill();
      throw error;
    });
  }
  tell(child, { kind: 'start', order, owner: lock.owner });
  const how = await ended;
  return begun || how.message === undefined ? how : { ...how, unbegun: true };
};

/** A process that is on its way out can't be told anything any more; its 'close' event says the rest. */
const tell = (child: ChildProcess, message: ToRun): void => {
  if (child.connected) child.send(message, () => {});
};

const died = async (
  folder: string,
  code: number | null,
  signal: NodeJS.Signals | null,
  lastWords: string,
  confirm: Guard,
): Promise<RunEnd> => {
  const file = join(folder, 'error.log');
  const told =
    lastWords !== '' &&
    (await confirm()
      .then(() => writeFile(file, lastWords))
      .then(
        () => true,
        () => false,
      ));
  const where = told ? ` What it wrote last is in ${file}.` : '';
  const how =
    signal === 'SIGKILL'
      ? 'was killed (SIGKILL), perhaps because memory ran out: then fewer --jobs help.'
      : `ended by ${signal ?? `exit code ${code}`}, which is a fault of elu-bench unless you ended it.`;
  // What came from outside says nothing against going on from the checkpoint.
  const status = signal === null ? 'failed' : 'interrupted';
  return { status, exitCode: EXIT.failed, message: `The run's process ${how}${where}` };
};
