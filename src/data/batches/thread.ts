/** @file Entry of a thread that makes what steps take while the engine, whose calls block theirs, computes. */
import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../errors.ts';
import { buffersOf } from './made.ts';
import { type Made, type Maker, openMakers } from './maker.ts';

/** What it is asked for; it answers in order. */
export interface Order {
  readonly first: number;
  readonly steps: number;
  /** What nobody needs any more: its memory may be taken. */
  readonly spent?: Made;
}

/** What was made, or why it can't be. */
export type Answer =
  | { readonly made: Made }
  | { readonly failed: { readonly message: string; readonly stack?: string; readonly exitCode?: number } };

const opening = openMakers(workerData as readonly Maker[]);
// Whoever asks is told.
opening.catch(() => {});

async function answerTo({ first, steps, spent }: Order): Promise<Answer> {
  try {
    const make = await opening;
    return { made: await make(first, steps, spent) };
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const exitCode = error instanceof UserError ? { exitCode: error.exitCode } : {};
    return { failed: { message, ...(stack !== undefined && { stack }), ...exitCode } };
  }
}

for await (const [order] of on(parentPort!, 'message') as AsyncIterable<[Order]>) {
  const answer = await answerTo(order);
  parentPort!.postMessage(answer, 'made' in answer ? buffersOf(answer.made) : []);
}
