/** @file A server for one page and what changes on it. It answers this machine alone, and no path that it gets ever reaches the file system. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runError } from '../errors.ts';
import { livePage } from './live-page.ts';

/** What the page shows now; another version where it has changed. */
export interface LiveState {
  readonly version: string;
  readonly body: string;
}

export interface LiveServer {
  readonly address: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * Serves on 127.0.0.1; `state` is asked at each request.
 * @throws UserError (exit code 1) where the port is taken.
 */
export async function serveLive(
  title: string,
  port: number,
  state: () => Promise<LiveState>,
): Promise<LiveServer> {
  const server = createServer((request, response) => {
    answer(request, response, title, state).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' || error.code === 'EACCES'
          ? runError(
              `port ${port} can't be used (${error.code}). Choose another with --port, or none for any that is free.`,
            )
          : error,
      ),
    );
    server.listen(port, HOST, resolve);
  });
  const address = `http://${HOST}:${(server.address() as AddressInfo).port}/`;
  return {
    address,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A page of another site that got its name to mean 127.0.0.1 still sends its own name. */
const isOurs = ({ headers, socket }: IncomingMessage): boolean =>
  [HOST, 'localhost'].some((host) => headers.host === `${host}:${socket.localPort}`);

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  title: string,
  state: () => Promise<LiveState>,
): Promise<void> {
  const send = (status: number, text: string, headers: Readonly<Record<string, string>> = {}) => {
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      ...headers,
    });
    response.end(request.method === 'HEAD' ? undefined : text);
  };
  if (!isOurs(request)) return send(403, '');
  if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, '', { allow: 'GET, HEAD' });
  const [path, query] = (request.url ?? '').split('?');
  if (path === '/') {
    const { body, version } = await state();
    return send(200, livePage(title, body, version, randomBytes(16).toString('hex')));
  }
  if (path === '/state') {
    const { body, version } = await state();
    if (new URLSearchParams(query).get('version') === version) return send(204, '');
    return send(200, body, { 'x-version': version });
  }
  send(404, '');
}
