import { expect } from '@jest/globals';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root, tempFolder } from '../support/facet.ts';

const cli = path.join(root, 'host', 'bin', 'facet.js');

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Ends it as a service manager would, and gives its exit code. */
  stop(): Promise<number | null>;
}

export interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Starts `facet serve` as a process of its own at a free port. */
export function startServer({
  args = [],
  env = {},
  cwd = tempFolder(),
}: StartOptions = {}): Promise<ServerProcess> {
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0', '--json', ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
      const url = /"url": "(.*)"/.exec(stdout)?.[1];
      if (url === undefined) return;
      const stop = (): Promise<number | null> => {
        child.kill('SIGTERM');
        return closed;
      };
      resolve({ url, pid: child.pid!, stop });
    });
    void closed.then(() => reject(new Error(`The server did not start: ${stderr}`)));
  });
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

export async function request(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  };
}

/** Sends JSON the way FaceSwapLab's client does. */
export function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<Answer> {
  return request(url, {
    method: 'POST',
    ...(signal && { signal }),
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export const failure = (code: string): unknown =>
  expect.objectContaining({ error: expect.objectContaining({ code }) as unknown });
