/** @file TABLE of TensorFlow.js's backends, the fastest first: the package that each comes in, and how it is made ready. */
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { restoreOldUtil, type Tf } from './tf.ts';

const SETUP_SCRIPT = fileURLToPath(new URL('../../../scripts/setup-tfjs.sh', import.meta.url));

const require = createRequire(import.meta.url);

interface BackendRow {
  /** Packages that it needs, the one that holds the library first; what is typed to install them. */
  readonly packages: readonly [string, ...string[]];
  /** TensorFlow.js's name of the backend. */
  readonly registered: 'cpu' | 'wasm' | 'tensorflow';
  /** Whether it is native code, which is tried in a process of its own: it may not only fail, but crash. */
  readonly native: boolean;
  /** Whether it is of use only with a GPU. */
  readonly gpu: boolean;
}

export const BACKENDS = {
  'node-gpu': {
    packages: ['@tensorflow/tfjs-node-gpu'],
    registered: 'tensorflow',
    native: true,
    gpu: true,
  },
  node: {
    packages: ['@tensorflow/tfjs-node'],
    registered: 'tensorflow',
    native: true,
    gpu: false,
  },
  wasm: {
    packages: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'],
    registered: 'wasm',
    native: false,
    gpu: false,
  },
  js: {
    packages: ['@tensorflow/tfjs'],
    registered: 'cpu',
    native: false,
    gpu: false,
  },
} as const satisfies Record<string, BackendRow>;

export type BackendName = keyof typeof BACKENDS;
export const backendNames = Object.keys(BACKENDS) as BackendName[];

export const backendRow = (name: BackendName): BackendRow => BACKENDS[name];

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
export const installCommand = (name: BackendName): string => {
  const { native, gpu, packages } = backendRow(name);
  if (!native) return `npm install ${packages.join(' ')}`;
  return `bash ${relative('', SETUP_SCRIPT)}${gpu ? ' --gpu' : ''} (docs/gpu.md)`;
};

/** Version of the package that holds a backend. */
export const versionOf = (name: BackendName): string =>
  (require(`${backendRow(name).packages.at(-1)}/package.json`) as { version: string }).version;

let last: Promise<unknown> = Promise.resolve();

/**
 * TensorFlow.js, computing with this backend from now on; it is one for the whole process, so a call waits for those before it. Native code
 * takes its number of threads when it is loaded, and keeps it.
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
