/** @file The server of `watch`: it answers on 127.0.0.1 with its page alone, follows the files, and ends with Ctrl-C. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eluBench, start } from './cli-process.ts';
import { madeUpRun } from './made-up-results.ts';
import { temporaryFolder } from './tiny-idx.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly version: string | undefined;
}

/** Asks for a path as it stands: fetch would mend `..`. */
const ask = (port: number, path: string, options: { method?: string; host?: string } = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { method = 'GET', host = `127.0.0.1:${port}` } = options;
    request({ host: '127.0.0.1', port, path, method, headers: { host } }, (response) => {
      let body = '';
      response.on('data', (part) => (body += part));
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          body,
          version: response.headers['x-version'] as string | undefined,
        }),
      );
    })
      .on('error', reject)
      .end();
  });

const watching = async (...args: string[]) => {
  const { child, ended } = start(['watch', ...args]);
  const text = await new Promise<string>((resolve) =>
    child.stdout!.once('data', (part: Buffer) => resolve(String(part))),
  );
  return { child, ended, port: Number(/^http:\/\/127\.0\.0\.1:(\d+)\/ /.exec(text)![1]) };
};

describe('elu-bench watch', () => {
  it('serves its page and nothing else, follows, and ends cleanly', async () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'secret.txt'), 'secret');
    const folder = madeUpRun(out, 'activation=elu', 0, { errors: [0.9, 0.5], status: 'running' });
    madeUpRun(out, 'activation=<script>', 0, { errors: [] });
    const { child, ended, port } = await watching(out);
    const page = await ask(port, '/');
    expect(page.status).toBe(200);
    expect(page.body).toContain('activation=elu run 0');
    expect(page.body.match(/<script/g)).toHaveLength(1);
    expect(page.body).not.toContain(out);
    for (const path of [
      '/secret.txt',
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '//etc/passwd',
      '/state/../secret.txt',
      `/${folder}/log.csv`,
      '/\0'.replace('\0', '%00'),
    ]) {
      const { status, body } = await ask(port, path);
      expect({ path, status, body }).toEqual({ path, status: 404, body: '' });
    }
    expect((await ask(port, '/', { host: 'evil.example' })).status).toBe(403);
    expect((await ask(port, '/', { method: 'POST' })).status).toBe(405);
    const { version, body } = await ask(port, '/state?version=none');
    expect(body).toContain('0.5');
    expect((await ask(port, `/state?version=${version}`)).status).toBe(204);
    appendFileSync(join(folder, 'log.csv'), '200,2,0.01,,0.123,,0.123,,,6\n');
    await expect
      .poll(async () => (await ask(port, '/state?version=none')).body, { timeout: 60_000, interval: 300 })
      .toContain('0.123');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  }, 120_000);

  it('refuses a folder that is not there, and a port that is taken', async () => {
    const out = temporaryFolder();
    expect(await eluBench('watch', join(out, 'absent'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no such folder'),
    });
    const { child, ended, port } = await watching(out);
    expect((await ask(port, '/')).body).toContain('No run has begun yet.');
    expect(await eluBench('watch', out, '--port', String(port))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`port ${port} can't be used`),
    });
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  }, 120_000);
});
