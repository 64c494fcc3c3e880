/** @file Precision is settled once a process, by the variable that NVIDIA's libraries read. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const settleAnew = async () => {
  vi.resetModules();
  return (await import('./precision.ts')).settlePrecision;
};

const before = process.env.NVIDIA_TF32_OVERRIDE;
const restore = (value: string | undefined) => {
  if (value === undefined) delete process.env.NVIDIA_TF32_OVERRIDE;
  else process.env.NVIDIA_TF32_OVERRIDE = value;
};
beforeEach(() => restore(undefined));
afterEach(() => restore(before));

it('forbids TF32 unless it is asked for', async () => {
  const settle = await settleAnew();
  expect(settle()).toBe('float32');
  expect(process.env.NVIDIA_TF32_OVERRIDE).toBe('0');
});

it('allows it where it is asked for, also in a process whose parent has none', async () => {
  restore('0');
  const settle = await settleAnew();
  expect(settle('tf32')).toBe('tf32');
  expect(process.env.NVIDIA_TF32_OVERRIDE).toBeUndefined();
});

it('stays as it was settled, since the libraries have read it', async () => {
  const settle = await settleAnew();
  settle('tf32');
  expect(settle('float32')).toBe('tf32');
  expect(process.env.NVIDIA_TF32_OVERRIDE).toBeUndefined();
});
