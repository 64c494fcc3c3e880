/** @file From a backend's row to its library: whether its packages are here, what installs them, and how it is made ready. */
import { createRequire } from 'node:module';
import { settlePrecision } from '../precision.ts';
import { setupCommand } from '../setup-scripts.ts';
import { type BackendName, backendRow } from './backends.ts';
import { restoreOldUtil, type Tf } from './tf.ts';

const require = createRequire(import.meta.url);

/** The first package of a backend that is not installed; undefined where all are. */
export const missingPackage = (name: BackendName): string | undefined =>
  backendRow(name).packages.find((packageName) => {
    try {
      require.resolve(`${packageName}/package.json`);
      return false;
    } catch {
      return true;
    }
  });

/** What to type where a package is missing. The installer of a native package finds no library that serves today, so ours takes its place. */
export function installCommand(name: BackendName): string {
  const { native, gpu, packages } = backendRow(name);
  if (!native) return `npm install ${packages.join(' ')}`;
  return setupCommand('tfjs', ...(gpu ? ['--gpu'] : []));
}

/** Version of the package that holds a backend. */
export const versionOf = (name: BackendName): string =>
  (require(`${backendRow(name).packages.at(-1)}/package.json`) as { version: string }).version;

let last: Promise<unknown> = Promise.resolve();

/**
 * TensorFlow.js, computing with this backend from now on; it is one for the whole process, so a call waits for those before it. Native code
 * takes its number of threads when it is loaded, and keeps it.
 *
 * @throws Error where a package is not there or its backend does not start.
 */
export function loadBackend(name: BackendName, threads: number): Promise<Tf> {
  const loaded = last.then(() => load(name, threads));
  last = loaded.catch(() => undefined);
  return loaded;
}

async function load(name: BackendName, threads: number): Promise<Tf> {
  const { packages, registered, native } = backendRow(name);
  restoreOldUtil();
  if (native) {
    settlePrecision();
    process.env.TF_NUM_INTRAOP_THREADS ??= String(threads);
    process.env.TF_NUM_INTEROP_THREADS ??= '1';
    // TensorFlow tells its life on stderr, where our messages are; errors stay.
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  }
  const tf = packages.map((packageName) => require(packageName) as Tf)[0]!;
  // No checks of every operand, and no advice on the console to install another package.
  tf.enableProdMode();
  if (!(await tf.setBackend(registered))) throw new Error(`the backend ${registered} does not start`);
  await tf.ready();
  return tf;
}
