/** @file Whether a process lives, and is still the one that it was: numbers of processes are given anew, and each PID namespace gives its own. */
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { hasCode } from '../../files/file-errors.ts';

/** A process of one PID namespace. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own count; absent where the system doesn't say (there is no /proc). */
  readonly started?: string;
}

/** What processes share that see each other under the same numbers. */
export interface MachineIdentity {
  /** The boot of the machine's kernel, which all its containers share; without /proc a stand-in for the machine. */
  readonly boot: string;
  /** The PID namespace. Absent where processes can't be looked at: /proc is missing, or is another namespace's. */
  readonly pids?: string;
  /** The time namespace: where it is the same, so is the monotonic clock. Absent where that is not known. */
  readonly clock?: string;
}

/** Where this process runs; undefined where the system does not say, so that nobody is taken for a neighbour. */
export function thisMachine(): MachineIdentity | undefined {
  if (process.platform !== 'linux') return { boot: networkMachine(), pids: process.platform };
  const boot = orUndefined(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  if (!boot) return undefined;
  // `unshare --pid` without a new /proc leaves one that tells of other processes under our numbers.
  const isOurs = orUndefined(() => readlinkSync('/proc/self')) === String(process.pid);
  const pids = isOurs ? orUndefined(() => readlinkSync('/proc/self/ns/pid')) : undefined;
  const clock = orUndefined(() => readlinkSync('/proc/self/ns/time'));
  return { boot, ...(pids !== undefined && { pids }), ...(clock !== undefined && { clock }) };
}

/** True where the processes of `other` are those that we see. */
export function seesProcessesOf(other: MachineIdentity | undefined): boolean {
  const here = thisMachine();
  return here?.pids !== undefined && here.boot === other?.boot && here.pids === other.pids;
}

/** True where the monotonic clock of `other` is ours. */
export function sharesClockWith(other: MachineIdentity | undefined): boolean {
  const here = thisMachine();
  return here?.clock !== undefined && here.boot === other?.boot && here.clock === other.clock;
}

/** The process of this number as it is now. */
export function identify(pid: number): ProcessIdentity {
  const started = stateOf(pid)?.started;
  return { pid, ...(started !== undefined && { started }) };
}

/** How a process of this namespace stands; perhaps: its number is in use, and nothing says by whom. */
export function lives({ pid, started }: ProcessIdentity): 'yes' | 'no' | 'perhaps' {
  const state = stateOf(pid);
  if (state) {
    // A zombie has ended.
    if ('ZX'.includes(state.letter)) return 'no';
    if (started === undefined) return 'perhaps';
    return started === state.started ? 'yes' : 'no';
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process takes no signals from us.
    if (!hasCode(error, 'EPERM')) return 'no';
  }
  return 'perhaps';
}

/** Fields 3 and 22 of /proc/<pid>/stat: one letter for the state, and the start in clock ticks since the machine's. */
function stateOf(pid: number): { readonly letter: string; readonly started: string } | undefined {
  const text = orUndefined(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (text === undefined) return undefined;
  // Field 2 is the program's name in brackets, which may itself hold blanks and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { letter: fields[0]!, started: fields[19]! };
}

/** Two machines of one name differ in their network cards. Where a card comes or goes we only take ourselves for a stranger. */
function networkMachine(): string {
  const cards = Object.values(networkInterfaces()).flatMap((of) => of?.map(({ mac }) => mac) ?? []);
  return createHash('sha256')
    .update([hostname(), ...new Set(cards)].sort().join())
    .digest('hex')
    .slice(0, 16);
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
