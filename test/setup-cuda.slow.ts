/**
 * @file scripts/setup-cuda.sh: what it says where something is missing; with stand-ins for the provider and CUDA's libraries, that it puts them in
 * place, tells what does not fit, and ends with the driver; and with ELU_BENCH_DOWNLOADS=1 (1.5 GB) the same with those of the Python registry.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { callSetup, setupProject, starts } from './setup-project.ts';
import { temporaryFolder } from './tiny-idx.ts';

const setup = (folder: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) =>
  callSetup('setup-cuda.sh', folder, args, env);

const PROVIDER = 'libonnxruntime_providers_cuda.so';
const SHARED = 'libonnxruntime_providers_shared.so';
const { version } = JSON.parse(readFileSync('node_modules/onnxruntime-node/package.json', 'utf8')) as {
  version: string;
};

/** A project with as much of onnxruntime-node as the script looks at; the folder of its library. */
function project(finished?: typeof afterAll): { readonly folder: string; readonly target: string } {
  const folder = setupProject(finished);
  const target = join(folder, 'node_modules/onnxruntime-node/bin/napi-v6/linux/x64');
  mkdirSync(target, { recursive: true });
  cpSync(
    'node_modules/onnxruntime-node/package.json',
    join(folder, 'node_modules/onnxruntime-node/package.json'),
  );
  writeFileSync(join(target, 'libonnxruntime.so.1'), '');
  return { folder, target };
}

/** Compiles a library of C that calls others in the same folder. */
function library(folder: string, name: string, source: string, calls: readonly string[] = []): void {
  const file = join(folder, `${name}.c`);
  writeFileSync(file, `${source}\n`);
  const links = calls.map((other) => `-l:${other}`);
  const args = [
    '-shared',
    '-fPIC',
    '-w',
    '-x',
    'c',
    file,
    '-x',
    'none',
    '-o',
    join(folder, name),
    `-Wl,-soname,${name}`,
  ];
  const { status, stderr } = spawnSync('gcc', [...args, '-L', folder, '-Wl,--no-as-needed', ...links]);
  if (status !== 0) throw new Error(String(stderr));
  rmSync(file);
}

/** Stand-ins: CUDA's libraries in one folder, a provider that calls them in another. */
function standIns(): { readonly cuda: string; readonly provider: string } {
  const cuda = temporaryFolder(afterAll);
  for (const name of [
    'libcublasLt.so.13',
    'libcurand.so.10',
    'libcudnn.so.9',
    'libcufft.so.12',
    'libnvrtc.so.13',
  ])
    library(cuda, name, '');
  library(cuda, 'libcudart.so.13', 'int cudaMalloc() { return 0; }');
  library(cuda, 'libcublas.so.13', 'int cublasCreate_v2() { return 0; }');
  library(cuda, 'libcuda.so.1', 'int cuTensorMapEncodeTiled() { return 0; }');
  library(cuda, SHARED, 'int Provider_GetHost() { return 0; }');
  const calls = 'Provider_GetHost() + cudaMalloc() + cublasCreate_v2() + cuTensorMapEncodeTiled()';
  const named = [
    'libcublasLt.so.13',
    'libcublas.so.13',
    'libcurand.so.10',
    'libcudart.so.13',
    'libcuda.so.1',
  ];
  library(cuda, PROVIDER, `int use() { return ${calls}; }`, named);
  const provider = temporaryFolder(afterAll);
  for (const name of [PROVIDER, SHARED]) renameSync(join(cuda, name), join(provider, name));
  rmSync(join(cuda, 'libcuda.so.1'));
  writeFileSync(join(provider, 'build_and_package_info.py'), `__version__ = '${version}'\n`);
  return { cuda, provider };
}

const hasDriver = /libcuda\.so\.1/.test(String(spawnSync('/sbin/ldconfig', ['-p']).stdout));

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('setup-cuda.sh', () => {
  it('says what it takes', async () => {
    const { folder } = project();
    const { code, stdout } = await setup(folder, ['--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Puts onnxruntime's CUDA provider.*--undo/s);
    expect((await setup(folder, ['--gpu'])).code).toBe(2);
  });

  it.each([
    ['to check', ['--check'], {}, 1, `${SHARED} is not beside onnxruntime-node ${version}`],
    ['to undo what was not done', ['--undo'], {}, 0, 'nothing to undo'],
    ['of no folder', [], { ONNXRUNTIME_GPU: '/no/such' }, 1, '/no/such is neither a folder nor a wheel'],
    ['of a folder without it', [], { ONNXRUNTIME_GPU: '/etc' }, 1, `/etc holds no ${PROVIDER}`],
    ['of a file that is no wheel', [], { ONNXRUNTIME_GPU: '/etc/hostname' }, 1, '/etc/hostname is no wheel'],
  ])('told %s, it says so and changes nothing', async (_, args, env, expected, message) => {
    const { folder, target } = project();
    const { code, stderr } = await setup(folder, args, env);
    expect(stderr).toContain(message);
    expect(code).toBe(expected);
    expect(readdirSync(folder).sort()).toEqual(['node_modules', 'package.json', 'scripts']);
    expect(readdirSync(target)).toEqual(['libonnxruntime.so.1']);
  });

  it('needs onnxruntime-node', async () => {
    const { code, stderr } = await setup(setupProject());
    expect(code).toBe(1);
    expect(stderr).toMatch(/cannot work here without\n {2}onnxruntime-node in .*: npm ci/);
  });

  const built = starts('gcc', '--version') && starts('python3', '-c', 'import venv, ensurepip');
  describe.skipIf(!built)('with stand-ins', () => {
    it('refuses a provider of another version', async () => {
      const { provider, cuda } = standIns();
      writeFileSync(join(provider, 'build_and_package_info.py'), "__version__ = '1.29.1'\n");
      const { folder, target } = project();
      const { code, stderr } = await setup(folder, [], { ONNXRUNTIME_GPU: provider, CUDA_LIB: cuda });
      expect(code).toBe(1);
      expect(stderr).toContain(`is of 1.29.1, and onnxruntime-node of ${version}`);
      expect(readdirSync(target)).toEqual(['libonnxruntime.so.1']);
    });

    it.skipIf(hasDriver)('puts all in place but the driver, and takes it away', async ({ skip }) => {
      const { provider, cuda } = standIns();
      const { folder, target } = project();
      const env = { ONNXRUNTIME_GPU: provider, CUDA_LIB: cuda };
      const first = await setup(folder, [], env);
      if (/patchelf is neither here/.test(first.stderr)) skip(`no patchelf to be had: ${first.stderr}`);
      expect(first.stderr).toMatch(
        /is in place, for CUDA 13, and finds its libraries\n.*driver is missing \(libcuda/,
      );
      expect(first.code).toBe(0);
      // The provider that was given stays as it was: the copy alone is told where the libraries are.
      expect(realpathSync(join(target, PROVIDER))).toContain('.cuda-setup');
      const again = await setup(folder);
      expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to do') });
      const check = async () => setup(folder, ['--check']);
      expect(await check()).toMatchObject({ code: 1, stderr: expect.stringContaining('driver is missing') });

      // A library that was taken away, one that is loaded later, and one that lacks what is called.
      for (const name of ['libcurand.so.10', 'libcudnn.so.9']) {
        renameSync(join(cuda, name), join(cuda, 'away'));
        expect(await check()).toMatchObject({
          code: 1,
          stderr: expect.stringContaining(`  ${name} is not found`),
        });
        renameSync(join(cuda, 'away'), join(cuda, name));
      }
      library(cuda, 'libcublas.so.13', '');
      expect((await check()).stderr).toContain('  cublasCreate_v2 is in none of the libraries');
      library(cuda, 'libcublas.so.13', 'int cublasCreate_v2() { return 0; }');

      // With a driver there is nothing left but to train, which a project without elu-bench can't.
      library(cuda, 'libcuda.so.1', 'int cuTensorMapEncodeTiled() { return 0; }');
      const driven = await setup(folder, ['--check'], { LD_LIBRARY_PATH: cuda });
      expect(driven.stderr).toContain('elu-bench itself is not built');
      rmSync(join(cuda, 'libcuda.so.1'));

      // npm takes the links away; another onnxruntime-node wants another provider.
      for (const name of [PROVIDER, SHARED]) rmSync(join(target, name));
      expect((await setup(folder, [], { CUDA_LIB: cuda })).stderr).toContain('is in place');
      const file = join(folder, 'node_modules/onnxruntime-node/package.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace(version, '9.9.9'));
      expect((await check()).stderr).toContain(
        `the CUDA provider is of ${version}, and onnxruntime-node 9.9.9`,
      );

      expect((await setup(folder, ['--undo'])).code).toBe(0);
      expect(readdirSync(target)).toEqual(['libonnxruntime.so.1']);
      expect(existsSync(join(folder, '.cuda-setup'))).toBe(false);
      expect(readdirSync(provider).length).toBe(3);
    });

    it.skipIf(hasDriver)(
      "gives back what onnxruntime-node's own installer had put there",
      async ({ skip }) => {
        const { provider, cuda } = standIns();
        const { folder, target } = project();
        for (const name of [PROVIDER, SHARED]) cpSync(join(provider, name), join(target, name));
        const { code, stderr } = await setup(folder, [], { CUDA_LIB: cuda });
        if (/patchelf is neither here/.test(stderr)) skip(`no patchelf to be had: ${stderr}`);
        expect(stderr).toMatch(/does not tell its version; it is taken for.*is in place/s);
        expect(code).toBe(0);
        await setup(folder, ['--undo']);
        expect(readdirSync(target).sort()).toEqual(['libonnxruntime.so.1', PROVIDER, SHARED]);
        expect(readFileSync(join(target, PROVIDER))).toEqual(readFileSync(join(provider, PROVIDER)));
      },
    );
  });

  const downloads = process.env.ELU_BENCH_DOWNLOADS === '1';
  it.skipIf(!downloads || hasDriver)(
    'fetches what is missing, 1.5 GB (ELU_BENCH_DOWNLOADS=1)',
    async () => {
      const { folder, target } = project();
      const first = await setup(folder);
      expect(first.stderr).toMatch(/is in place, for CUDA \d+, and finds its libraries\n.*driver is missing/);
      expect(first.code).toBe(0);
      expect((await setup(folder)).stderr).toContain('nothing to do');
      await setup(folder, ['--undo']);
      expect(readdirSync(target)).toEqual(['libonnxruntime.so.1']);
    },
    900_000,
  );
});
