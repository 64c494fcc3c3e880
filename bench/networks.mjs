/** @file TABLE of what is timed: one row a network of the paper. Every side builds it from its layers, so a row is all it takes. */

/**
 * @typedef {object} Workload
 * @property {string} summary
 * @property {Readonly<Record<string, unknown>>} layers Hidden layers, an encoder or stacks, as buildNetwork takes them.
 * @property {true} [images] Trained on made-up images of 3 × 32 × 32 in 100 classes, instead of on MNIST.
 * @property {Readonly<{ count: number, sampleShape: readonly number[], classes: number }>} [madeUp] On so many made-up images of another kind.
 * @property {import('../src/network/optimizers.ts').OptimizerSpec} [optimizer] Where it is not plain SGD.
 * @property {Readonly<{ pad: number, flip: boolean }>} [augment] Images are cropped and mirrored at random, anew for each step.
 * @property {readonly number[]} [threads] Numbers of threads that each side is timed with; by default 1 and 2.
 * @property {number} [most] The most that our step may take, in steps of the best of PyTorch's modes; and `memory`, the same of the peak.
 * @property {number} [memory]
 * @property {Readonly<{ stepsACall: number, calls: number }>} [length] How much is timed, where steps take long: the first two calls warm up.
 * @property {import('../src/network/losses.ts').LossName} objective
 * @property {number} batchSize
 * @property {number} learningRate
 * @property {Readonly<Record<number, number>>} agreement By step, the largest relative difference from PyTorch's losses so far that is agreement; the last step ends the comparison.
 */

/** `192x5, 192x1 240x3`: stacks between commas, layers of a stack between spaces, units x field. */
const stacks = (text) =>
  text.split(', ').map((stack) =>
    stack.split(' ').map((layer) => {
      const [units, field] = layer.split('x').map(Number);
      return { units, field };
    }),
  );

const ELEVEN = stacks('192x5, 192x1 240x3, 240x1 260x2, 260x1 280x2, 280x1 300x2, 300x1, 100x1');
const DEEP = stacks(
  '384x3, 384x1 384x2 640x2 640x2, 640x1 768x2 768x2 768x2, 768x1 896x2 896x2, 896x3 1024x2 1024x2, 1024x1 1152x2, 1152x1, 100x1',
);
/** What the convolutional networks of the paper have in common. */
const CIFAR = {
  images: true,
  objective: 'cross_entropy',
  optimizer: { name: 'sgd', momentum: 0.9, weight_decay: 5e-4 },
  batchSize: 100,
  learningRate: 0.001,
  // A step of a second: two calls warm up, four are timed.
  length: { stepsACall: 1, calls: 6 },
  threads: [2],
  most: 0.6,
  memory: 0.75,
  agreement: { 20: 1e-3 },
};

const E1 = {
  layers: { hidden: Array(8).fill(128) },
  objective: 'cross_entropy',
  batchSize: 64,
  learningRate: 0.01,
  agreement: { 100: 1e-4, 1000: 1e-3 },
};

/** The same with another optimiser. Trainings that amplify rounding part before a thousand steps. */
const E1_OTHER = { ...E1, agreement: { 100: 1e-4 } };

/** @type {Readonly<Record<string, Workload>>} */
export const NETWORKS = {
  e1: { summary: 'MNIST, 8 hidden layers of 128 (the paper, section 4.1)', ...E1 },
  e1_nesterov: {
    ...{ summary: 'the same with Nesterov’s momentum', ...E1_OTHER },
    optimizer: { name: 'sgd', momentum: 0.9, nesterov: true, weight_decay: 5e-4 },
  },
  e1_adam: { summary: 'the same with Adam', ...E1_OTHER, learningRate: 0.001, optimizer: { name: 'adam' } },
  e1_adamw: {
    summary: 'the same with AdamW',
    ...E1_OTHER,
    learningRate: 0.001,
    optimizer: { name: 'adamw' },
  },
  e2: {
    summary: 'MNIST autoencoder, encoder 1000-500-250-30 (the paper, section 4.1)',
    layers: { encoder: [1000, 500, 250, 30] },
    objective: 'mean_squared_error',
    batchSize: 64,
    learningRate: 0.01,
    // A step of ten milliseconds: as many as in e1 would take minutes a side.
    length: { stepsACall: 40, calls: 9 },
    agreement: { 100: 1e-3, 500: 1e-3 },
  },
  e3: { summary: '11 convolutional layers (the paper, section 4.2)', layers: { stacks: ELEVEN }, ...CIFAR },
  e3_bn: {
    summary: '11 convolutional layers with batch normalisation',
    layers: { stacks: ELEVEN, batchNorm: true },
    ...CIFAR,
  },
  e3_train: {
    summary: '11 convolutional layers with dropout, crops and flips, as the paper trains them',
    layers: { stacks: ELEVEN, dropout: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0] },
    ...CIFAR,
    augment: { pad: 4, flip: true },
    most: 0.65,
  },
  e4_half: {
    summary: 'the deep network at half its width (the paper, section 4.3)',
    layers: { stacks: DEEP, width: 0.5 },
    ...CIFAR,
    length: { stepsACall: 1, calls: 5 },
    most: 0.75,
  },
};

/** The paper's activations with its parameters. @type {Readonly<Record<string, import('../src/network/activations.ts').ActivationSpec>>} */
export const ACTIVATIONS = {
  elu: { name: 'elu', alpha: 1 },
  relu: { name: 'relu' },
  lrelu: { name: 'lrelu', slope: 0.1 },
  srelu: { name: 'srelu' },
};
