/** @file Experiment files by path or by name, also where the working directory holds none. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { findConfig, shippedConfigs, shippedPath } from './find-config.ts';

it('takes a path as it is where there is a file', () => {
  const file = join(temporaryFolder(), 'mnist.yaml');
  writeFileSync(file, '');
  expect(findConfig(file)).toBe(file);
});

it.each(['quick/mnist', 'quick/mnist.yaml', 'configs/quick/mnist'])(
  'takes %s for the shipped experiment',
  (asked) => {
    expect(shippedConfigs()).toContain('quick/mnist');
    expect(findConfig(asked)).toBe(shippedPath('quick/mnist'));
  },
);

it('never leaves the shipped folder by a name', () => {
  expect(() => findConfig('configs/../package')).toThrow('no such file');
});

it('names the nearest', () => {
  expect(() => findConfig('quick/mnits')).toThrow(
    'quick/mnits: no such file, nor an experiment of that name. Did you mean quick/mnist?',
  );
});
