/**
 * @file Steps that take too long to be timed, such as 63 TFLOP on a few cores: smaller ones are timed in their place, and the time of a step goes by
 * its operations. How many of these are done in a second depends on how wide layers are, far less on how many there are and how large their maps;
 * so what is timed is the heaviest convolution alone, as wide as it is.
 */
import { networkOf, networkSample } from '../../config/build.ts';
import type { RunPlan } from '../../config/experiment.ts';
import { stepFlops } from '../../network/flops.ts';
import { type ConvLayer, heaviestLayer } from './heaviest-layer.ts';
import type { Samples } from './samples.ts';

/** Operations of a step up to which it is timed as it is: a minute of a core. */
const TIMED_FLOPS = 4e12;
/** Of the first smaller step: a second of a core. */
const FIRST_FLOPS = 100e9;
/** Batches grow so many times. */
const GROWTH = 8;

/** A smaller step: so many images, through the whole network or through one layer of it. */
export interface Part {
  readonly batch: number;
  readonly layer?: ConvLayer;
}

/** What is trained in place of a plan, on samples of other shapes. */
export interface PartPlan {
  readonly part: Part;
  readonly plan: RunPlan;
  readonly samples: Samples;
  readonly flops: number;
}

export const flopsOf = ({ experiment }: RunPlan, data: Samples): number =>
  stepFlops(networkOf(experiment, data), experiment.train.batch_size);

/** Whether a step of the plan is too long to be timed. */
export const isTooLong = (plan: RunPlan, data: Samples): boolean => flopsOf(plan, data) > TIMED_FLOPS;

/** From the smallest on, with more and more images, up to a whole batch. */
export function partsOf(plan: RunPlan, data: Samples): readonly PartPlan[] {
  const network = networkOf(plan.experiment, data);
  const heaviest = plan.experiment.network.stacks && heaviestLayer(network);
  const of = (batch: number, layer?: ConvLayer): PartPlan => {
    const small = layer ? throughLayer(plan, data, layer) : { plan, samples: data };
    const { experiment } = small.plan;
    const train = { ...experiment.train, batch_size: batch };
    const smaller = { ...small.plan, experiment: { ...experiment, train } };
    return {
      part: { batch, ...(layer && { layer }) },
      ...small,
      plan: smaller,
      flops: flopsOf(smaller, small.samples),
    };
  };
  let layer = heaviest;
  while (layer && layer.side > 2 * layer.field && of(1, layer).flops > FIRST_FLOPS)
    layer = { ...layer, side: Math.ceil(layer.side / 2) };
  const whole = plan.experiment.train.batch_size;
  const few = Math.min(whole, Math.max(1, Math.floor(FIRST_FLOPS / of(1, layer).flops)));
  const parts: PartPlan[] = [];
  for (let batch = few; batch < whole; batch *= GROWTH) parts.push(of(batch, layer));
  return [...parts, of(whole, layer)];
}

/**
 * The plan with one layer in place of its network. A layer before it makes the channels of the images those that it finds: so it has an input to
 * give a gradient to, as within the network. The output sees each place by itself and takes next to nothing.
 */
function throughLayer(
  plan: RunPlan,
  { whole, ...data }: Samples,
  { channels, units, field, side }: ConvLayer,
): Pick<PartPlan, 'plan' | 'samples'> {
  const { spp, dropout, ...network } = plan.experiment.network;
  const { size, crop, ...dataset } = plan.experiment.dataset;
  const [colours] = networkSample(plan.experiment, { ...data, ...(whole && { whole }) });
  const stacks = [
    [
      { units: channels, field },
      { units, field },
    ],
    [{ units: 'classes', field: 1 }],
  ] as const;
  return {
    plan: {
      ...plan,
      experiment: { ...plan.experiment, dataset, network: { ...network, stacks, width: 1 } },
    },
    samples: { ...data, sampleShape: [colours!, side, side], imageSize: [side, side] },
  };
}

/** Text that two plans share if their networks differ in their activation functions alone. */
export const shapeOf = ({ experiment }: RunPlan, data: Samples): string =>
  JSON.stringify([networkOf(experiment, data), experiment.train.batch_size], (key, value) =>
    key === 'function' ? undefined : value,
  );
