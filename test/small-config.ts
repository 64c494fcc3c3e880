/** @file A small experiment file for tests of its reading, and a way to get at the message of an error. */
import { expect } from 'vitest';
import type { Experiment } from '../src/config/experiment.ts';
import { experimentOf } from '../src/config/load.ts';
import type { UserError } from '../src/errors.ts';

export const SMALL = `name: small
dataset: { name: mnist }
network: { hidden: 2x16, activation: elu }
optimizer: { learning_rate: 0.1 }
train: { batch_size: 64, epochs: 2 }
`;

/** The same without activation, for files that vary it. */
export const OPEN = SMALL.replace(', activation: elu', '');

/** The experiment of a text that stands for the file x.yaml. */
export const load = (text: string, ...overrides: string[]): Experiment =>
  experimentOf({ kind: 'file', name: 'x.yaml', text }, overrides);

/** Message of the usage error that is expected; anything else fails the test. */
export function messageOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    expect(error).toMatchObject({ name: 'UserError', exitCode: 2 });
    return (error as UserError).message;
  }
  throw new Error('expected an error');
}
