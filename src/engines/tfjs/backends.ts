/** @file TABLE of TensorFlow.js's backends, the fastest first, and the packages that each comes in. */
interface BackendRow {
  /** What computes. */
  readonly summary: string;
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
    summary: 'TensorFlow with CUDA, by @tensorflow/tfjs-node-gpu',
    packages: ['@tensorflow/tfjs-node-gpu'],
    registered: 'tensorflow',
    native: true,
    gpu: true,
  },
  node: {
    summary: 'TensorFlow on the CPU, by @tensorflow/tfjs-node',
    packages: ['@tensorflow/tfjs-node'],
    registered: 'tensorflow',
    native: true,
    gpu: false,
  },
  wasm: {
    summary: 'TensorFlow.js in WebAssembly, on one thread',
    packages: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm'],
    registered: 'wasm',
    native: false,
    gpu: false,
  },
  js: {
    summary: 'TensorFlow.js in plain JavaScript, on one thread: slow, but it runs anywhere',
    packages: ['@tensorflow/tfjs'],
    registered: 'cpu',
    native: false,
    gpu: false,
  },
} as const satisfies Record<string, BackendRow>;

export type BackendName = keyof typeof BACKENDS;
export const backendNames = Object.keys(BACKENDS) as BackendName[];

export const backendRow = (name: BackendName): BackendRow => BACKENDS[name];
