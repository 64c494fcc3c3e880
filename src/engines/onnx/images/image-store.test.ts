/** @file Where images are taken from: the device's memory as far as that is to be used and there is room, and what is said where they are not. */
import { expect, it } from 'vitest';
import { STEPWISE } from '../../../../test/stepwise-device.ts';
import { tinyDataset } from '../../../../test/tiny.ts';
import type { Device } from '../device.ts';
import { imageStore } from './image-store.ts';

const on = (device: Device) => ({ device, threads: 1 });
const { train } = tinyDataset;
const { resident: _, ...away } = train;
/** Too many images of 12 numbers, 4.8 GB, none of which is ever read. */
const many = { ...away, count: 1e8, read: () => Promise.reject(new Error('read')) };
/** One on which no session can be made. */
const full: Device = { ...STEPWISE, sessions: { executionProviders: ['none such'] } };

it('keeps images once, on a device that keeps tensors', async () => {
  const store = imageStore(on(STEPWISE), { dataset: tinyDataset });
  const images = await store.of(train);
  // 96 images of 12 numbers
  expect(images?.parts.map(({ rows }) => rows.dims)).toEqual([[96, 12]]);
  expect(await store.of(train)).toBe(images);
  expect(store.remark()).toBeUndefined();
  await store.free();
});

it('keeps them once for all who train on them, as long as one of them does', async () => {
  const stores = [1, 2].map(() => imageStore(on(STEPWISE), { dataset: tinyDataset }));
  const [one, two] = await Promise.all(stores.map((store) => store.of(train)));
  expect(two!.parts).toBe(one!.parts);
  await stores[0]!.free();
  const third = imageStore(on(STEPWISE), { dataset: tinyDataset });
  expect((await third.of(train))!.parts).toBe(one!.parts);
  await stores[1]!.free();
  await third.free();
  const later = imageStore(on(STEPWISE), { dataset: tinyDataset });
  expect((await later.of(train))!.parts).not.toBe(one!.parts);
  await later.free();
});

it('leaves them on the host where they are to be taken from there, and on the CPU', async () => {
  const { memory: __, ...cpu } = STEPWISE;
  for (const store of [
    imageStore(on(STEPWISE), { dataset: tinyDataset, images: 'host' }),
    imageStore(on(cpu), { dataset: tinyDataset }),
  ]) {
    expect(await store.of(train)).toBeUndefined();
    expect(store.remark()).toBeUndefined();
  }
});

it('says that more than 1 GB are sent batch by batch, unless the device is to keep them', async () => {
  const store = imageStore(on(STEPWISE), { dataset: tinyDataset });
  expect(await store.of(many)).toBeUndefined();
  expect(store.remark()).toMatch(/^batches are sent to the GPU one by one: the images take 4\.8 GB, of 1 GB/);
  const asked = imageStore(on(STEPWISE), { dataset: tinyDataset, images: 'device' });
  await expect(asked.of(many)).rejects.toThrow(/the images take 4\.8 GB \(read\)/);
});

it('sends batches to a device that has no room, and fails where it is to keep them', async () => {
  const store = imageStore(on(full), { dataset: tinyDataset });
  expect(await store.of(train)).toBeUndefined();
  expect(store.remark()).toMatch(/the images take 0\.00461 MB, for which it has no room \(.*none such.*\)/);
  const asked = imageStore(on(full), { dataset: tinyDataset, images: 'device' });
  await expect(asked.of(train)).rejects.toThrow(/engine\.images=host/);
});
