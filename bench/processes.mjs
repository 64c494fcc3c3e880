/** @file Starts what is timed, in processes of their own and, on Linux, on processors of their own. */
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** What a command prints, on stdout. Its messages come with the error if it fails. */
export async function output(program, args, options = {}) {
  const { stdout } = await execute(program, args, { maxBuffer: 2 ** 28, ...options });
  return stdout;
}

/** The object in the last line that a program prints. */
export async function lastLine([program, ...args], options) {
  return JSON.parse((await output(program, args, options)).trimEnd().split('\n').at(-1));
}

/** The last line of what a failed program had to say. */
export const complaint = (error) => (error.stderr || error.message).trimEnd().split('\n').at(-1);

/** `0-2,5` as numbers. */
const expandList = (list) =>
  list
    .trim()
    .split(',')
    .flatMap((range) => {
      const [first, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });

/** Processors that this process may use, one a core: two threads on the halves of one core would time something else. */
function cores() {
  const allowed = expandList(/^Cpus_allowed_list:(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  const siblings = (cpu) =>
    expandList(readFileSync(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`, 'utf8'));
  return allowed.filter((cpu) => siblings(cpu).find((sibling) => allowed.includes(sibling)) === cpu);
}

/** Whether programs can be bound to processors here. */
export const canBind = process.platform === 'linux' && spawnSync('taskset', ['--version']).status === 0;

/** A command bound to as many cores as it has threads. Where that can't be done it is left as it is; see `canBind`. */
export const bound = (threads, command) =>
  canBind ? ['taskset', '--cpu-list', cores().slice(0, threads).join(), ...command] : command;
