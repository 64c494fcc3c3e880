/** @file environment.json: on what a run was made, so that its figures can be judged and made again; nothing that tells who made it. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, homedir, release, totalmem, type, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type EngineName, engineNames } from '../engines/engines.ts';
import type { Precision } from '../engines/precision.ts';
import { isRecord, isText } from '../files/json-guards.ts';
import type { DataRead } from './data-read.ts';

/** What only the run itself knows. */
export interface RunFacts {
  readonly engine: EngineName;
  /** Trainer.device: library, version, device. */
  readonly device: string;
  readonly threads: number;
  /** What products of float32 numbers are rounded to, where the GPU can: TF32 has 11 bits in place of 24. */
  readonly precision: Precision;
  /** Runs that were trained as one graph, this one among them; 1: alone. */
  readonly vectorized: number;
  /** Dataset.checksums. */
  readonly checksums: Readonly<Record<string, string>>;
  /** What was read of them. */
  readonly data: DataRead;
  /** What was typed after `elu-bench`. */
  readonly command: readonly string[];
}

/** Commit of the working directory, and whether tracked files differ from it. */
export interface GitState {
  readonly commit: string;
  readonly dirty: boolean;
}

/** The content of environment.json. */
export interface Environment {
  readonly eluBench: string;
  readonly node: string;
  readonly engine: EngineName;
  readonly device: string;
  readonly threads: number;
  readonly precision: Precision;
  /** Runs that began as one graph, which decides how a GPU rounds; absent for a run that trained alone. */
  readonly vectorized?: number;
  readonly os: string;
  readonly arch: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Absent outside a git repository, and where there is no git. */
  readonly git?: GitState;
  readonly checksums: Readonly<Record<string, string>>;
  readonly data: DataRead;
  /** What was typed after `elu-bench`, without the home folder and the user's name. */
  readonly command: readonly string[];
  /** ISO 8601, UTC. */
  readonly date: string;
}

/** Two levels up both from src/results and from dist/results. */
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The environment of a run, to be written as it is into environment.json. */
export async function environment(facts: RunFacts): Promise<Environment> {
  const git = await gitState();
  return {
    eluBench: version,
    node: process.version,
    engine: facts.engine,
    device: facts.device,
    threads: facts.threads,
    precision: facts.precision,
    ...(facts.vectorized > 1 && { vectorized: facts.vectorized }),
    os: `${type()} ${release()}`,
    arch: arch(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    ...(git && { git }),
    checksums: facts.checksums,
    data: facts.data,
    command: facts.command.map((argument) => anonymous(argument, homedir(), userName())),
    date: new Date().toISOString(),
  };
}

/** The checksums of the data that a run was made on, undefined where its folder does not say. */
export function recordedChecksums(folder: string): Environment['checksums'] | undefined {
  const { checksums } = recorded(folder);
  return isRecord(checksums) && Object.values(checksums).every(isText)
    ? (checksums as Environment['checksums'])
    : undefined;
}

/** The engine that a run was made with last, undefined where its folder names none of ours. */
export function recordedEngine(folder: string): EngineName | undefined {
  const { engine } = recorded(folder);
  return engineNames.find((name) => name === engine);
}

/** What the environment.json of a folder holds, whatever that is. */
function recorded(folder: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, 'environment.json'), 'utf8'));
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

/** An argument without what names the user: the home folder becomes `~`, a part of a path that is the user's name `<user>`. */
export function anonymous(argument: string, home: string, user: string | undefined): string {
  if (!argument.includes('/')) return argument;
  const short = `${argument}/`.replaceAll(`${home}/`, '~/').slice(0, -1);
  return short
    .split(/([/=])/)
    .map((part) => (part === user ? '<user>' : part))
    .join('');
}

/** Undefined in a container that runs under a number nobody gave a name. */
function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

/** A repository's own settings can name a program for git to run; ours must not start it, nor write into the index. */
const GIT_STATUS = [
  '--no-optional-locks',
  '-c',
  'core.fsmonitor=false',
  'status',
  '--porcelain=v2',
  '--branch',
  '--untracked-files=no',
];

/** State of the git repository that `folder` is in; undefined where there is no repository, commit or git. */
export async function gitState(folder: string = process.cwd()): Promise<GitState | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', GIT_STATUS, { cwd: folder, timeout: 5000 });
    const commit = /^# branch\.oid ([0-9a-f]{40,64})$/m.exec(stdout)?.[1];
    return commit === undefined ? undefined : { commit, dirty: /^[^#]/m.test(stdout) };
  } catch {
    return undefined;
  }
}
