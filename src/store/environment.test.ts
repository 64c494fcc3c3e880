import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anonymous, environment, gitState } from './environment.ts';

describe('environment', () => {
  it('holds what was given and what the machine says, and no home path', async () => {
    const facts = {
      engine: 'onnx',
      device: 'onnxruntime-node 1.30.0, cpu',
      threads: 2,
      precision: 'float32',
      vectorized: 5,
      checksums: { 'train-images-idx3-ubyte': 'ab' },
      data: { train: 4, test: 2, sampleShape: [6], imageSize: [2, 3], classes: 3 },
      command: ['run', `${homedir()}/x.yaml`, 'runs=2'],
    } as const;
    const found = await environment(facts);
    expect(found).toMatchObject({ ...facts, command: ['run', '~/x.yaml', 'runs=2'], node: process.version });
    expect(found.eluBench).toMatch(/^\d+\.\d+\.\d+$/);
    expect(found.cores).toBeGreaterThan(0);
    expect(found.memoryBytes).toBeGreaterThan(1e8);
    expect(new Date(found.date).toISOString()).toBe(found.date);
    expect(JSON.stringify(found)).not.toContain(homedir());
  });
});

describe('anonymous', () => {
  it.each([
    ['/home/ann/x.yaml', '~/x.yaml'],
    ['--out=/home/ann', '--out=~'],
    ['dataset.dir=/scratch/ann/data', 'dataset.dir=/scratch/<user>/data'],
    ['/home/anna/x', '/home/anna/x'],
    ['ann', 'ann'],
    ['activation=elu', 'activation=elu'],
  ])('turns %s into %s', (argument, expected) => {
    expect(anonymous(argument, '/home/ann', 'ann')).toBe(expected);
  });

  it('does without a name', () => {
    expect(anonymous('/data/x', '/', undefined)).toBe('/data/x');
  });
});

describe('gitState', () => {
  const git = (folder: string, ...command: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...command], {
      cwd: folder,
      encoding: 'utf8',
    });

  it('gives the commit, and whether tracked files differ from it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'git-'));
    expect(await gitState(folder)).toBeUndefined();
    git(folder, 'init', '-q');
    expect(await gitState(folder)).toBeUndefined();
    writeFileSync(join(folder, 'a'), '1');
    git(folder, 'add', 'a');
    git(folder, 'commit', '-qm', 'a');
    const commit = git(folder, 'rev-parse', 'HEAD').trim();
    writeFileSync(join(folder, 'untracked'), '1');
    expect(await gitState(folder)).toEqual({ commit, dirty: false });
    writeFileSync(join(folder, 'a'), '2');
    expect(await gitState(folder)).toEqual({ commit, dirty: true });
  });

  it('is undefined where git cannot start', async () => {
    expect(await gitState(join(tmpdir(), 'there is no such folder'))).toBeUndefined();
  });
});
