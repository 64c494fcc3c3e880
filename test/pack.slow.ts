/** @file The package as npm would publish it, installed into an empty folder and used there. Needs the npm registry. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProgram } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

const folder = temporaryFolder(afterAll);
const npm = (cwd: string, ...args: string[]) => execFileSync('npm', args, { cwd, encoding: 'utf8' });
const eluBench = (...args: string[]) => startProgram('npx', ['elu-bench', ...args], { cwd: folder }).ended;

let files: readonly string[] = [];
beforeAll(() => {
  const [packed] = JSON.parse(npm(process.cwd(), 'pack', '--json', '--pack-destination', folder));
  files = packed.files.map(({ path }: { readonly path: string }) => path);
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true }');
  npm(folder, 'install', '--ignore-scripts', `./${packed.filename}`);
});

it('holds the program and what it reads, and nothing else', () => {
  expect(files).toContain('dist/cli/main.js');
  expect(files).toContain('dist/random/bernoulli.wasm');
  expect(files).toContain('dist/data/cut/cut.wasm');
  expect(files).toContain('configs/quick/mnist.yaml');
  expect(files).toContain('LICENSE');
  expect(files.filter((path) => /\.test\.|^(src|test|results|node_modules)\//.test(path))).toEqual([]);
});

it('installs without scripts, and trains', async () => {
  expect((await eluBench('--help')).code).toBe(0);
  expect((await eluBench('doctor')).code).toBe(0);
  const run = await eluBench('run', 'quick/mnist', 'train.epochs=1', 'runs=1', '--json');
  expect(run.code).toBe(0);
  const { variants } = JSON.parse(run.stdout);
  // One epoch is enough to be far from the 90 % of guessing.
  for (const { figures, ...variant } of variants)
    expect((figures ?? variant).test_error.mean).toBeLessThan(0.2);
  expect(readdirSync(join(folder, 'results/mnist-quick')).length).toBeGreaterThan(3);
});

it('draws masks with its own WebAssembly, without the packages that made it', async () => {
  expect(existsSync(join(folder, 'node_modules', 'wabt'))).toBe(false);
  const run = await eluBench(
    ...['run', 'quick/mnist', 'name=dropped', 'network.dropout=0.2', 'train.epochs=1', 'runs=1', '--json'],
  );
  expect(run.code).toBe(0);
});

it('has no package with an install script that it needs', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { readonly hasInstallScript?: boolean; readonly dev?: boolean }>;
  };
  const scripted = Object.entries(packages).filter(
    ([, { hasInstallScript, dev }]) => hasInstallScript && !dev,
  );
  // Only fetches GPU libraries; the CPU's are in the package (docs/decisions).
  expect(scripted.map(([path]) => path)).toEqual(['node_modules/onnxruntime-node']);
  expect(existsSync(join(folder, 'node_modules', '.bin', 'elu-bench'))).toBe(true);
});
