/** @file Whether a native backend works, tried in a process of its own: a library that does not fit may crash whoever loads it. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BackendName, backendRow } from './backends.ts';

export interface NativeFacts {
  /** Of TensorFlow itself. */
  readonly tensorflow: string;
  readonly gpu: boolean;
}

/** Loads the package and multiplies two numbers; the last line that it prints is JSON. */
const SCRIPT = `
const util = require('node:util');
util.isNullOrUndefined ??= (x) => x === null || x === undefined;
util.isArray ??= Array.isArray;
const tf = require(process.argv[1]);
tf.ready().then(() => {
  if (tf.getBackend() !== 'tensorflow') throw new Error('its backend does not start');
  if (tf.mul(6, 7).dataSync()[0] !== 42) throw new Error('it does not compute');
  const backend = tf.backend();
  console.log('\\n' + JSON.stringify({ tensorflow: backend.binding.TF_Version, gpu: backend.isUsingGpuDevice === true }));
}).catch((error) => { console.error(String(error.message)); process.exit(1); });
`;

const TIMEOUT_MS = 120_000;

/**
 * What a native package says of itself.
 *
 * @throws Error with the reason, where it can't be loaded or does not compute.
 */
export async function probeNative(name: BackendName): Promise<NativeFacts> {
  const [packageName] = backendRow(name).packages;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', SCRIPT, packageName], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      timeout: TIMEOUT_MS,
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', NODE_OPTIONS: '' },
    });
    return JSON.parse(stdout.trim().split('\n').at(-1)!) as NativeFacts;
  } catch (error) {
    throw new Error(`${packageName} does not load: ${reasonOf(error)}`);
  }
}

/** The line that tells most of what a process said before it died. */
function reasonOf(error: unknown): string {
  const { stderr = '', signal, message } = error as Error & { stderr?: string; signal?: string };
  const line = stderr.split('\n').find((text) => /error|cannot|could not|no such/i.test(text));
  return line?.trim() ?? (signal ? `it was ended by ${signal}` : message.split('\n')[0]!);
}
