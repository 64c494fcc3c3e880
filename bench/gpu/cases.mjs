/** @file TABLE of what bench:gpu trains: each in the size that is reported, and tiny, to try the command itself. */
import { NETWORKS } from '../networks.mjs';

/** Where a step is fast enough that waiting for the last one would count. */
const MANY = { stepsACall: 200, calls: 6 };
const SOME = { stepsACall: 20, calls: 6 };
const FEW = { stepsACall: 2, calls: 3 };

const digits = (count) => ({ count, sampleShape: [784], classes: 10 });
const images = (count, side = 32) => ({ count, sampleShape: [3, side, side], classes: 100 });
const small = (count) => images(count, 6);

const tiny = (workload, layers, madeUp) => ({
  ...workload,
  layers: { ...workload.layers, ...layers },
  batchSize: 4,
  madeUp: madeUp(20),
  length: FEW,
});

const layer = (units, field) => ({ units, field });
/** In place of the paper's eleven layers. */
const TWO = [[layer(4, 3)], [layer(100, 1)]];

const { e1, e3, e3_train } = NETWORKS;

/** Name to the workload, and the same for `--smoke`. */
export const CASES = {
  e1: {
    full: { ...e1, madeUp: digits(10_000), length: MANY },
    smoke: tiny(e1, { hidden: [8, 8] }, digits),
  },
  e3: {
    full: { ...e3, madeUp: images(5000), length: SOME },
    smoke: tiny(e3, { stacks: TWO }, small),
  },
  e3_train: {
    full: { ...e3_train, madeUp: images(5000), length: SOME },
    smoke: tiny(e3_train, { stacks: TWO, dropout: [0.1, 0] }, small),
  },
};
