/** @file What becomes of stdout and stderr that can't be written: progress is given up in silence; results that are lost are told, and make the exit code. */
import { fstatSync, readlinkSync, writeFileSync } from 'node:fs';
import type { WriteStream } from 'node:tty';
import { EXIT } from '../../errors.ts';
import { whyRefused } from '../../files/file-errors.ts';
import { leaveLostTerminal } from './terminal.ts';

/** A program of Windows that has no window may have no descriptor. */
type Output = WriteStream & { readonly fd: 1 | 2 | undefined };

/** From now on no write to either stream throws; called once, before anything is written. */
export function guardStreams(): void {
  const [stdout, stderr] = [process.stdout, process.stderr] as Output[];
  for (const stream of [stdout!, stderr!]) writeWhole(stream);
  let fault: NodeJS.ErrnoException | undefined;
  stdout!.on('error', (error) => {
    if (!isReaderGone(stdout!, error)) fault ??= error;
  });
  stderr!.on('error', () => {});
  process.on('exit', () => {
    if (fault) {
      stderr!.write(`elu-bench: cannot write all results to ${placeOf(stdout!)}: ${whyRefused(fault)}.\n`);
      process.exitCode ||= EXIT.failed;
    }
    leaveLostTerminal();
  });
}

/** Whoever closes a pipe early, such as `head`, or a window, wants no more: that is no error. */
const isReaderGone = ({ isTTY }: Output, { code }: NodeJS.ErrnoException): boolean =>
  code === 'EPIPE' || code === 'ECONNRESET' || (isTTY && code === 'EIO');

/** Node's stream for files takes no notice when a disk that fills up takes only a part of a write. */
function writeWhole(stream: Output): void {
  const { fd, isTTY } = stream;
  if (isTTY || fd === undefined) return;
  const state = fstatSync(fd);
  if (!state.isFile() && !state.isCharacterDevice()) return;
  stream._write = (chunk: Uint8Array, _encoding, done) => {
    try {
      writeFileSync(fd, chunk);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  };
}

/** Its path, where the system tells. */
function placeOf({ fd }: Output): string {
  try {
    const path = readlinkSync(`/proc/self/fd/${fd}`);
    return path.startsWith('/') ? path : 'stdout';
  } catch {
    return 'stdout';
  }
}
