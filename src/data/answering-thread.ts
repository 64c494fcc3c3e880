/** @file A thread that answers what it is asked, in order. */
import { Worker } from 'node:worker_threads';

export interface AnsweringThread<Question, Answer> {
  /** Questions that it has not answered. */
  open(): number;
  /** `given`: memory of the question that is the thread's then. */
  ask(question: Question, given?: ArrayBuffer[]): Promise<Answer>;
  close(): Promise<void>;
}

interface Opening {
  /** Its compiled file, which posts an answer to each message. */
  readonly entry: URL;
  /** What it is told at its start. */
  readonly told: unknown;
  /** What it does, for errors: `a thread that makes batches`. */
  readonly what: string;
  /** Whether the process goes on as long as it is open. */
  readonly keepsAlive: boolean;
}

/** Whoever asks a thread that has failed or ended is told why. */
export function openAnsweringThread<Question, Answer>({
  entry,
  told,
  what,
  keepsAlive,
}: Opening): AnsweringThread<Question, Answer> {
  const worker = new Worker(entry, { workerData: told });
  if (!keepsAlive) worker.unref();
  const waiting: { resolve(answer: Answer): void; reject(error: unknown): void }[] = [];
  let gone: { readonly error: unknown } | undefined;
  const end = (error: unknown): void => {
    gone ??= { error };
    for (const { reject } of waiting.splice(0)) reject(gone.error);
  };
  worker.on('message', (answer: Answer) => waiting.shift()!.resolve(answer));
  worker.on('error', end);
  worker.on('exit', (code) => end(new Error(`${what} has ended, with code ${code}`)));
  return {
    open: () => waiting.length,
    ask: (question, given = []) =>
      new Promise((resolve, reject) => {
        if (gone) return reject(gone.error);
        waiting.push({ resolve, reject });
        worker.postMessage(question, given);
      }),
    close: async () => void (await worker.terminate()),
  };
}
