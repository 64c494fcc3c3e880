/** @file TABLE of what is timed: one row a network of the paper. Every side builds it from its layers, so a row is all it takes. */

/**
 * @typedef {object} Workload
 * @property {string} summary
 * @property {{ readonly hidden: readonly number[] } | { readonly encoder: readonly number[] }} layers As in the config.
 * @property {import('../src/network/losses.ts').LossName} objective
 * @property {number} batchSize
 * @property {number} learningRate
 * @property {Readonly<Record<number, number>>} agreement By step, the largest relative difference from PyTorch's loss that is agreement; the last step ends the comparison.
 */

/** @type {Readonly<Record<string, Workload>>} */
export const NETWORKS = {
  e1: {
    summary: 'MNIST, 8 hidden layers of 128 (the paper, section 4.1)',
    layers: { hidden: Array(8).fill(128) },
    objective: 'cross_entropy',
    batchSize: 64,
    learningRate: 0.01,
    agreement: { 100: 1e-4, 1000: 1e-3 },
  },
  e2: {
    summary: 'MNIST autoencoder, encoder 1000-500-250-30 (the paper, section 4.1)',
    layers: { encoder: [1000, 500, 250, 30] },
    objective: 'mean_squared_error',
    batchSize: 64,
    learningRate: 0.01,
    agreement: { 100: 1e-3, 500: 1e-3 },
  },
};

/** The paper's activations with its parameters. @type {Readonly<Record<string, import('../src/network/activations.ts').ActivationSpec>>} */
export const ACTIVATIONS = {
  elu: { name: 'elu', alpha: 1 },
  relu: { name: 'relu' },
  lrelu: { name: 'lrelu', slope: 0.1 },
  srelu: { name: 'srelu' },
};
