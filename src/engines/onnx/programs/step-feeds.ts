/** @file What steps are fed beside the state: where their samples lie on the device and how they are cropped, or their images; labels, rates, masks. */
import { size } from '../../../shape.ts';
import { LABEL, RATE, X } from '../../graphs.ts';
import type { Prepared } from '../../trainer.ts';
import type { StepSpec } from '../device.ts';
import { cropFeeds, croppedImages, type ImageShape } from '../images/crops.ts';
import type { DeviceImages } from '../images/device-images.ts';
import { gatheredImages, keptFeeds, PLACES, placesOf } from '../images/gathered.ts';
import type { ModelPart } from '../model-part.ts';
import { floats } from '../session.ts';
import { type Samples, samplesOf } from '../split.ts';
import { maskFeeds, maskPart } from './spread-masks.ts';
import type { Tensors } from './state.ts';

/** What is known of a step on the host. */
export interface StepOrder {
  readonly chosen: Int32Array;
  /** One a run. */
  readonly rates: Float64Array;
  readonly prepared: Prepared;
}

export interface StepFeeds {
  /** Parts of the model that give Inputs of every step. */
  readonly parts: readonly ModelPart[];
  /** What is fed alike to all steps. */
  readonly kept: Tensors;
  readonly makesBatches: boolean;
  of(step: StepOrder): Promise<Tensors>;
}

/** With batches made on the device, where the images are there. */
export async function stepFeeds(spec: StepSpec): Promise<StepFeeds> {
  const { givenBatches, ownBatches, labels, masks, runs } = spec;
  const samples = samplesOf(spec.samples, spec.sampleShape);
  const images = !givenBatches || ownBatches ? await spec.images(spec.samples) : undefined;
  const { parts, feeds } = images ? madeThere(spec, images) : sent(spec, samples);
  return {
    parts: [...parts, ...masks.map((mask) => maskPart(mask))],
    kept: images ? keptFeeds(images) : new Map(),
    makesBatches: givenBatches && images !== undefined,
    async of(step) {
      const { chosen, rates, prepared } = step;
      return new Map([
        ...(await feeds(step)),
        ...(labels ? [[LABEL, samples.labelsAt(chosen)] as const] : []),
        [RATE, floats(Float32Array.from(rates), runs)],
        ...maskFeeds(prepared),
      ]);
    },
  };
}

/** How the images of batches get there. */
interface ImageFeeds extends Pick<StepFeeds, 'parts'> {
  feeds(step: StepOrder): Promise<Tensors>;
}

/** Images before they are cropped. */
const WHOLE = 'whole';

function madeThere(
  { batch, sampleShape, imageSize, ownBatches }: StepSpec,
  images: DeviceImages,
): ImageFeeds {
  const { augmentation } = ownBatches ?? {};
  const shape = [batch, ...sampleShape] as const;
  const placed = (chosen: Int32Array) => [PLACES, placesOf(images, chosen)] as const;
  if (!augmentation)
    return {
      parts: [gatheredImages(images, shape, X)],
      feeds: async ({ chosen }) => new Map([placed(chosen)]),
    };
  const [height, width] = imageSize;
  const image: ImageShape = [size(sampleShape) / (height * width), height, width];
  return {
    parts: [gatheredImages(images, [batch, ...image], WHOLE), croppedImages(WHOLE, image, shape, X)],
    feeds: async ({ chosen, prepared }) =>
      new Map([placed(chosen), ...cropFeeds(prepared.crops!, augmentation.pad, image)]),
  };
}

const sent = ({ givenBatches, batch, sampleShape }: StepSpec, samples: Samples): ImageFeeds => ({
  parts: [],
  feeds: async ({ chosen, prepared }) => {
    const images = givenBatches
      ? floats(prepared.images!, [batch, ...sampleShape])
      : await samples.imagesAt(chosen);
    return new Map([[X, images]]);
  },
});
