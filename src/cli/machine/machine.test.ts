/** @file What containers and batch jobs leave of a machine, by trees of control groups as Docker, Kubernetes, systemd and Slurm make them. Values by hand. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import { machine } from './machine.ts';

const SYSTEM = { cores: 64, freeBytes: 1 };
const GB = 2 ** 30;

/** A root folder with these files; a MemAvailable of 100 GB. */
function tree(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  const meminfo = `MemTotal: 200 kB\nMemAvailable:   ${100 * 2 ** 20} kB\n`;
  for (const [name, text] of Object.entries({ 'proc/meminfo': meminfo, ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), `${text}\n`);
  }
  return root;
}

const V2 = (group: string, top = '/') => ({
  'proc/self/cgroup': `0::${group}`,
  'proc/self/mountinfo': `23 30 0:21 / /proc rw - proc proc rw\n35 23 0:30 ${top} /sys/fs/cgroup rw,nosuid - cgroup2 cgroup rw,nsdelegate`,
});

const V1 = (group: string, top = '/') => ({
  'proc/self/cgroup': `11:memory:${group}\n4:cpu,cpuacct:${group}\n1:name=systemd:${group}\n0::/`,
  'proc/self/mountinfo': [
    `40 35 0:33 ${top} /sys/fs/cgroup/cpu,cpuacct rw master:9 - cgroup cgroup rw,cpu,cpuacct`,
    `41 35 0:34 ${top} /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory`,
    `42 35 0:35 ${top} /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd`,
  ].join('\n'),
});

describe('control groups of version 2', () => {
  it('of a container that sees its own as the top', () => {
    const root = tree({
      ...V2('/'),
      'sys/fs/cgroup/cpu.max': '200000 100000',
      'sys/fs/cgroup/memory.max': String(4 * GB),
      'sys/fs/cgroup/memory.current': String(3 * GB),
      'sys/fs/cgroup/memory.stat': `anon ${GB}\ninactive_file ${GB}\nactive_file ${GB / 2}`,
    });
    expect(machine(root, SYSTEM)).toEqual({
      cores: 64,
      quota: 2,
      memoryLimit: 4 * GB,
      freeBytes: 2.5 * GB,
    });
  });

  it('take the tightest of all that stand above', () => {
    const root = tree({
      ...V2('/system.slice/slurmd/job_7/step_0'),
      'sys/fs/cgroup/system.slice/slurmd/job_7/cpu.max': '350000 100000',
      'sys/fs/cgroup/system.slice/slurmd/job_7/step_0/cpu.max': 'max 100000',
      'sys/fs/cgroup/system.slice/cpu.max': '800000 100000',
      'sys/fs/cgroup/system.slice/slurmd/job_7/memory.max': String(8 * GB),
      'sys/fs/cgroup/system.slice/slurmd/job_7/memory.current': String(2 * GB),
      'sys/fs/cgroup/system.slice/slurmd/job_7/step_0/memory.max': 'max',
      'sys/fs/cgroup/system.slice/memory.max': String(16 * GB),
      // Its other jobs use it.
      'sys/fs/cgroup/system.slice/memory.current': String(13 * GB),
    });
    expect(machine(root, SYSTEM)).toEqual({ cores: 64, quota: 3.5, memoryLimit: 8 * GB, freeBytes: 3 * GB });
  });

  it('slow a process down from memory.high on', () => {
    const root = tree({
      ...V2('/user.slice/my\\040job'),
      'sys/fs/cgroup/user.slice/memory.high': String(GB),
      'sys/fs/cgroup/user.slice/memory.max': String(2 * GB),
      'sys/fs/cgroup/user.slice/memory.current': String(3 * GB),
    });
    expect(machine(root, SYSTEM)).toEqual({ cores: 64, memoryLimit: GB, freeBytes: 0 });
  });

  it('that limit nothing leave the machine as it is', () => {
    const root = tree({
      ...V2('/a'),
      'sys/fs/cgroup/a/cpu.max': 'max 100000',
      'sys/fs/cgroup/a/memory.max': 'max',
      'sys/fs/cgroup/a/memory.high': 'max',
    });
    expect(machine(root, SYSTEM)).toEqual(SYSTEM);
  });
});

describe('control groups of version 1', () => {
  const limits = (cpu: string, memory: string) => ({
    [`${cpu}/cpu.cfs_quota_us`]: '150000',
    [`${cpu}/cpu.cfs_period_us`]: '100000',
    [`${memory}/memory.limit_in_bytes`]: String(2 * GB),
    [`${memory}/memory.usage_in_bytes`]: String(1.5 * GB),
    [`${memory}/memory.stat`]: `inactive_file 0\ntotal_inactive_file ${GB / 2}\ntotal_active_file ${GB / 4}`,
  });
  const expected = { cores: 64, quota: 1.5, memoryLimit: 2 * GB, freeBytes: 1.25 * GB };

  it('of a container that has its own mounted, under the name that the host knows', () => {
    const root = tree({
      ...V1('/docker/abc', '/docker/abc'),
      ...limits('sys/fs/cgroup/cpu,cpuacct', 'sys/fs/cgroup/memory'),
    });
    expect(machine(root, SYSTEM)).toEqual(expected);
  });

  it('of a group below another, which has none', () => {
    const root = tree({
      ...V1('/slurm/uid_1/job_2'),
      ...limits('sys/fs/cgroup/cpu,cpuacct/slurm/uid_1/job_2', 'sys/fs/cgroup/memory/slurm/uid_1'),
      'sys/fs/cgroup/cpu,cpuacct/slurm/cpu.cfs_quota_us': '-1',
      'sys/fs/cgroup/cpu,cpuacct/slurm/cpu.cfs_period_us': '100000',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712',
    });
    expect(machine(root, SYSTEM)).toEqual(expected);
  });

  it('tell the limit of one above that is not to be seen', () => {
    const root = tree({
      ...V1('/x', '/x'),
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712',
      'sys/fs/cgroup/memory/memory.usage_in_bytes': String(GB),
      'sys/fs/cgroup/memory/memory.stat': `hierarchical_memory_limit ${3 * GB}`,
    });
    expect(machine(root, SYSTEM)).toEqual({ cores: 64, memoryLimit: 3 * GB, freeBytes: 2 * GB });
  });

  it('beside version 2, each for what it controls', () => {
    const [one, two] = [V1('/docker/abc', '/docker/abc'), V2('/')];
    const root = tree({
      'proc/self/cgroup': `${one['proc/self/cgroup']}`,
      'proc/self/mountinfo': `${one['proc/self/mountinfo']}\n${two['proc/self/mountinfo'].replace('/sys/fs/cgroup ', '/sys/fs/cgroup/unified ')}`,
      ...limits('sys/fs/cgroup/cpu,cpuacct', 'sys/fs/cgroup/memory'),
    });
    expect(machine(root, SYSTEM)).toEqual(expected);
  });
});

it('leaves to the machine what is less than the limits', () => {
  const root = tree({
    ...V2('/'),
    'sys/fs/cgroup/cpu.max': '12800000 100000',
    'sys/fs/cgroup/memory.max': String(500 * GB),
    'sys/fs/cgroup/memory.current': '0',
  });
  expect(machine(root, SYSTEM)).toEqual({ cores: 64, memoryLimit: 500 * GB, freeBytes: 100 * GB });
});

it.each([
  ['no /proc, as on macOS', {}],
  ['no groups', { 'proc/self/cgroup': '', 'proc/self/mountinfo': '' }],
  ['files that say nothing', { ...V2('/'), 'sys/fs/cgroup/cpu.max': '', 'sys/fs/cgroup/memory.max': 'x' }],
])('is the machine as the system tells it where there is %s', (_, files) => {
  expect(machine(tree(files), SYSTEM)).toEqual(SYSTEM);
});

it('tells of this machine what can be', () => {
  const { cores, quota = cores, freeBytes } = machine();
  expect(quota).toBeLessThanOrEqual(cores);
  expect(quota).toBeGreaterThan(0);
  expect(freeBytes).toBeGreaterThan(1e6);
});
