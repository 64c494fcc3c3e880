/** @file Downloads from a server of our own that breaks off, lies, and is not there. */
import { pbkdf2 } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import { type Download, download } from './download.ts';

const BYTES = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251));

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Address of a server that answers so. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.tar.gz`;
}

const startOf = (request: IncomingMessage): number =>
  Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);

const breakOff = (response: ServerResponse): void => void setTimeout(() => response.destroy(), 50);

/** Answers with the rest of the file from where it is asked for, but at most `most` bytes of it. */
function rest(
  request: IncomingMessage,
  response: ServerResponse,
  most = BYTES.length,
  then = () => breakOff(response),
): void {
  const start = startOf(request);
  const headers = {
    'content-length': BYTES.length - start,
    'content-range': `bytes ${start}-${BYTES.length - 1}/${BYTES.length}`,
  };
  response.writeHead(start > 0 ? 206 : 200, headers);
  const part = BYTES.subarray(start, start + most);
  if (start + part.length === BYTES.length) response.end(part);
  else response.write(part, then);
}

const get = (urls: readonly string[], more: Partial<Download> = {}) =>
  download({
    urls,
    folder: temporaryFolder(),
    most: 1_000_000,
    signal: new AbortController().signal,
    progress: () => {},
    pauseMs: 1,
    ...more,
  });

test('a download that breaks off again and again goes on where it was', async () => {
  const starts: number[] = [];
  const url = await serve((request, response) => {
    starts.push(startOf(request));
    rest(request, response, 30_000);
  });
  const seen: number[] = [];
  const file = await get([url], { progress: (bytes, total) => void seen.push(bytes, total ?? -1) });
  expect(readFileSync(file)).toEqual(BYTES);
  // On a busy machine a part may be lost that was not read yet when the connection broke; then it is asked for again.
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  expect(starts[0]).toBe(0);
  expect(starts.at(-1)).toBeGreaterThanOrEqual(70_000);
  expect(seen.slice(-2)).toEqual([100_000, 100_000]);
});

test('goes on behind what was still being written when the connection broke off', async () => {
  const folder = temporaryFolder();
  const written = () => readdirSync(folder).reduce((sum, part) => sum + statSync(join(folder, part)).size, 0);
  const url = await serve((request, response) => {
    const start = startOf(request);
    rest(request, response, 20_000, () => {
      const look = setInterval(() => {
        if (written() < start + 20_000) return;
        clearInterval(look);
        // The threads that write files are kept busy, so that what comes now is written after the connection broke off.
        for (let k = 0; k < 8; k++) pbkdf2('', '', 100_000, 64, 'sha512', () => {});
        response.write(BYTES.subarray(start + 20_000, start + 30_000), () => breakOff(response));
      }, 5);
    });
  });
  expect(readFileSync(await get([url], { folder })).equals(BYTES)).toBe(true);
});

test('what an earlier command brought is used, and a server that cannot go on begins anew', async () => {
  const folder = temporaryFolder();
  const stop = new AbortController();
  const slow = await serve((request, response) => {
    if (startOf(request) > 0) return rest(request, response);
    response.writeHead(200, { 'content-length': BYTES.length });
    return void response.write(BYTES.subarray(0, 40_000));
  });
  const stopped = get([slow], {
    folder,
    signal: stop.signal,
  });
  // On a busy machine what has come may take long to be written.
  const look = setInterval(() => {
    const [part] = readdirSync(folder);
    if (part && statSync(join(folder, part)).size === 40_000) stop.abort();
  }, 10);
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  clearInterval(look);
  const [part] = readdirSync(folder);
  expect(readFileSync(join(folder, part!))).toEqual(BYTES.subarray(0, 40_000));
  expect(readFileSync(await get([slow], { folder }))).toEqual(BYTES);

  const forgetful = await serve((_, response) => void response.end(BYTES));
  const file = await get([forgetful], { folder });
  writeFileSync(file, BYTES.subarray(0, 70_000));
  expect(readFileSync(await get([forgetful], { folder }))).toEqual(BYTES);
});

test('the second address where the first has nothing', async () => {
  const missing = await serve((_, response) => void response.writeHead(404).end());
  expect(readFileSync(await get([missing, await serve(rest)]))).toEqual(BYTES);
});

test('no address has it: what went wrong at each', async () => {
  const missing = await serve((_, response) => void response.writeHead(404).end());
  const broken = await serve((_, response) => void response.writeHead(503).end());
  const silent = await serve((_, response) => response.destroy() && undefined);
  const failed = get([missing, broken, silent, 'http://127.0.0.1:1/x.tar.gz']);
  await expect(failed).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(
      /404 Not Found\n.*503 Service Unavailable\n.*\n.*(ECONNREFUSED|bad port)[^\n]*\n.*--from DIR/,
    ),
  });
});

test('a server that sends too much is not believed', async () => {
  const folder = temporaryFolder();
  const announced = await serve(rest);
  await expect(get([announced], { folder, most: 99_999 })).rejects.toThrow(
    /100000 bytes; expected at most 99999/,
  );
  const endless = await serve((_, response) => {
    response.writeHead(200);
    const more = () => response.write(BYTES, () => setImmediate(more));
    more();
  });
  await expect(get([endless], { folder, most: 250_000 })).rejects.toThrow(/expected at most 250000/);
  expect(readdirSync(folder)).toEqual([]);
});

test.skipIf(!existsSync('/dev/full'))('a folder that cannot be written', async () => {
  await expect(get([await serve(rest)], { folder: '/dev/full/x' })).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(/cannot write to .*a file is in the way.*ELU_BENCH_DATA/),
  });
});
