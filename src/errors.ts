/** @file Errors that are the user's to mend. Anything else that is thrown is a bug of ours and keeps its stack trace. */

/** Exit codes of every command (docs/guide.md lists them for users). */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  data: 3,
  assertion: 4,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** An error told to the user as one message: what happened, where, what was expected, how to mend it. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Bad usage or a bad config: exit code 2. */
export const usageError = (message: string): UserError => new UserError(message, EXIT.usage);
/** Data missing or damaged: exit code 3. */
export const dataError = (message: string): UserError => new UserError(message, EXIT.data);
/** A run failed for a reason the user can mend, such as a folder that can't be written: exit code 1. */
export const runError = (message: string): UserError => new UserError(message, EXIT.failed);
