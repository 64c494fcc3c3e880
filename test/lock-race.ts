/** @file Several processes, in one PID namespace or in two as two containers have, race for the same folders, while some are killed and some stopped. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { temporaryFolder } from './tiny-idx.ts';

const CONTENDER = fileURLToPath(new URL('./lock-contender.mjs', import.meta.url));
const NAMESPACE = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child=SIGKILL'] as const;

/** Whether this user may give a process a PID namespace of its own. */
export const canUnshare = spawnSync(NAMESPACE[0], [...NAMESPACE.slice(1), 'true']).status === 0;

/** Starts a program of Node at the head of a process group, in a PID namespace of its own where `apart`. Its errors are ours. */
export const contained = (args: readonly string[], apart = true): ChildProcess => {
  const [program, ...before] = [...(apart ? NAMESPACE : []), process.execPath];
  return spawn(program!, [...before, ...args], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
};

export interface Race {
  readonly folders: number;
  /** How often every contender wants every folder. */
  readonly rounds: number;
  /** How many contenders each PID namespace has: [4] are neighbours, [2, 2] two containers. */
  readonly contenders: readonly number[];
  /** Milliseconds of a lease. */
  readonly term: number;
  /** Folders that are held between two blows, each at one contender at random: killed, or every third stopped for longer than a lease. */
  readonly blowEvery: number;
  readonly stops: boolean;
}

/** In which a blow comes when its time has come. */
const MOST_MS = 20;

/** What a race came to. */
export interface Raced {
  readonly kills: number;
  readonly stops: number;
  readonly holds: number;
}

/** Lets them race until everyone has held every folder so often; fails where two were at one folder at the same time. */
export const race = async ({
  folders: count,
  rounds,
  contenders,
  term,
  blowEvery,
  stops,
}: Race): Promise<Raced> => {
  const root = temporaryFolder();
  const folders = Array.from({ length: count }, (_, k) => join(root, `run-${k}`));
  for (const folder of folders) mkdirSync(folder);
  const slots = contenders.flatMap((many, space) => Array.from({ length: many }, (_, k) => ({ space, k })));
  const go = join(root, 'go');
  const told = { kills: 0, stops: 0, held: 0, started: 0 };
  let running = new Map<string, ChildProcess>();

  const run = async ({ space, k }: (typeof slots)[number]): Promise<void> => {
    const slot = `${space}${k}`;
    const args = [CONTENDER, slot, String(term), String(rounds), go, ...folders];
    for (;;) {
      const child = contained(args, space > 0);
      // A plus when it has started, a dot for each folder that it has held.
      child.stdout!.on('data', (signs) => {
        const started = String(signs).split('+').length - 1;
        told.started += started;
        told.held += signs.length - started;
        if (told.started >= slots.length) writeFileSync(go, '');
      });
      running.set(slot, child);
      const code = await new Promise((ended) => child.on('close', ended));
      running.delete(slot);
      if (code === 0) return;
      // Killed by us; anything else is a fault, and its stack is on stderr.
      expect(code === null || code === 137, `contender ${slot} ended with ${code}`).toBe(true);
    }
  };

  let isOver = false;
  const blows = async (): Promise<void> => {
    for (let next = blowEvery; !isOver; ) {
      await sleep(MOST_MS * Math.random());
      if (told.held < next) continue;
      next = told.held + blowEvery;
      const victims = [...running.values()];
      const victim = victims[Math.floor(Math.random() * victims.length)];
      if (victim?.pid === undefined || victim.exitCode !== null) continue;
      if (stops && (told.kills + told.stops) % 3 === 1) {
        told.stops++;
        signal(victim.pid, 'SIGSTOP');
        await sleep(term * 1.5);
        signal(victim.pid, 'SIGCONT');
      } else {
        told.kills++;
        signal(victim.pid, 'SIGKILL');
      }
    }
  };
  const all = Promise.all(slots.map(run));
  const beating = blows();
  try {
    await all;
  } finally {
    isOver = true;
    await beating;
    for (const { pid } of running.values()) if (pid !== undefined) signal(pid, 'SIGKILL');
    running = new Map();
  }

  let holds = 0;
  for (const folder of folders) {
    const ids = readFileSync(join(folder, 'log.csv'), 'utf8').trimEnd().split('\n');
    const turns = ids.filter((id, k) => id !== ids[k - 1]);
    // Each holder's lines lie together: nobody came in between.
    expect(new Set(turns).size, `${folder}: ${ids.join(' ')}`).toBe(turns.length);
    holds += turns.length;
    expect(turns.length).toBeGreaterThanOrEqual(rounds * slots.length);
  }
  return { kills: told.kills, stops: told.stops, holds };
};

/** To the whole group: `unshare` and what runs in its namespace. */
const signal = (group: number, name: NodeJS.Signals): void => {
  try {
    process.kill(-group, name);
  } catch {
    // It has ended meanwhile.
  }
};
