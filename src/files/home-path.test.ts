/** @file The home folder in paths, as a shell has it at the beginning of a word. */
import { homedir } from 'node:os';
import { expect, it, vi } from 'vitest';
import { dataFolder } from '../data/data-folder.ts';
import { homePath } from './home-path.ts';

it.each([
  ['~', homedir()],
  ['~/a/~', `${homedir()}/a/~`],
  ['a/~/b', 'a/~/b'],
  ['./~', './~'],
  ['', ''],
  ['~other', undefined],
  ['~other/a', undefined],
])('%s is %s', (path, found) => expect(homePath(path)).toBe(found));

it('stands in ELU_BENCH_DATA too, which no shell reads where it is set for a service', () => {
  vi.stubEnv('ELU_BENCH_DATA', '~/data');
  expect(dataFolder('mnist')).toBe(`${homedir()}/data/mnist`);
  vi.unstubAllEnvs();
});
