/** @file What Linux's control groups leave of the machine to this process, in a container or a batch job: of version 2 and 1, of its own group and those above it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** What is limited; absent: not. */
export interface GroupLimits {
  /** Processors' worth of time, perhaps a fraction. */
  readonly cpus?: number;
  /** Bytes, and how many of them are not in use: what can be dropped from the cache of files is not. */
  readonly memory?: { readonly limit: number; readonly free: number };
}

/** Files of a version: each gives what one group says. */
interface Version {
  cpus(read: Read): number | undefined;
  memory(read: Read): { readonly limit: number; readonly used: number } | undefined;
}

/** Text of a file in a group, without blanks around it; undefined where there is none. */
type Read = (name: string) => string | undefined;

/** A count; undefined for `max`, -1 and for what is larger than any memory. */
function limited(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && text !== '' && value >= 0 && value < 2 ** 60 ? value : undefined;
}

function tightest(limits: readonly (number | undefined)[]): number | undefined {
  const all = limits.filter((limit) => limit !== undefined);
  return all.length === 0 ? undefined : Math.min(...all);
}

/** Sum of some lines of memory.stat. */
function statSum(read: Read, ...keys: readonly string[]): number {
  const stat = new Map(
    (read('memory.stat') ?? '').split('\n').map((line) => line.split(' ') as [string, string]),
  );
  return keys.reduce((sum, key) => sum + (limited(stat.get(key)) ?? 0), 0);
}

const share = (quota: number | undefined, period: number | undefined): number | undefined =>
  quota !== undefined && period ? quota / period : undefined;

/** TABLE of the versions. */
const VERSIONS = {
  v2: {
    cpus: (read) => {
      const [quota, period] = (read('cpu.max') ?? '').split(' ');
      return share(limited(quota), limited(period ?? '100000'));
    },
    memory: (read) => {
      const limit = tightest([limited(read('memory.max')), limited(read('memory.high'))]);
      const used = (limited(read('memory.current')) ?? 0) - statSum(read, 'inactive_file', 'active_file');
      return limit === undefined ? undefined : { limit, used };
    },
  },
  v1: {
    cpus: (read) => share(limited(read('cpu.cfs_quota_us')), limited(read('cpu.cfs_period_us'))),
    memory: (read) => {
      // The second is the tightest of the groups above, too, where they can't be seen.
      const limits = [
        limited(read('memory.limit_in_bytes')),
        statSum(read, 'hierarchical_memory_limit') || undefined,
      ];
      const limit = tightest(limits);
      const file = statSum(read, 'total_inactive_file', 'total_active_file');
      const used = (limited(read('memory.usage_in_bytes')) ?? 0) - file;
      return limit === undefined ? undefined : { limit, used };
    },
  },
} satisfies Record<string, Version>;

/** A group, and how its files are read. */
interface Group {
  readonly version: Version;
  readonly folder: string;
}

/** The tightest of all limits; `root` is `/` but in tests. */
export function groupLimits(root: string): GroupLimits {
  const readIn =
    (folder: string): Read =>
    (name) =>
      textOf(join(root, folder, name))?.trim();
  const cpus = groups(root, 'cpu').flatMap(({ version, folder }) => version.cpus(readIn(folder)) ?? []);
  const memory = groups(root, 'memory').flatMap(({ version, folder }) => {
    const found = version.memory(readIn(folder));
    return found ? [{ limit: found.limit, free: Math.max(0, found.limit - Math.max(0, found.used)) }] : [];
  });
  return {
    ...(cpus.length > 0 && { cpus: Math.min(...cpus) }),
    ...(memory.length > 0 && {
      memory: {
        limit: Math.min(...memory.map(({ limit }) => limit)),
        free: Math.min(...memory.map(({ free }) => free)),
      },
    }),
  };
}

/** The groups that a controller holds this process to: its own and, as far as they are to be seen, those above it. */
function groups(root: string, controller: string): readonly Group[] {
  const paths = (textOf(join(root, 'proc/self/cgroup')) ?? '').split('\n').map((line) => line.split(':'));
  return mounts(root).flatMap(({ type, options, top, at }) => {
    const isUnified = type === 'cgroup2';
    if (!isUnified && !options.includes(controller)) return [];
    const own = paths.find(([, controllers]) =>
      isUnified ? controllers === '' : controllers?.split(',').includes(controller),
    );
    const path = own?.slice(2).join(':');
    if (path === undefined) return [];
    const version = VERSIONS[isUnified ? 'v2' : 'v1'];
    return upwards(inside(path, top)).map((part) => ({ version, folder: join(at, part) }));
  });
}

/** A group's path below the one that is mounted. A container may see neither by its whole name: then what is mounted is its own. */
function inside(path: string, top: string): string {
  if (top === '/') return path;
  return path.startsWith(`${top}/`) ? path.slice(top.length) : '/';
}

/** `/a/b`, `/a`, `/`. */
const upwards = (path: string): readonly string[] =>
  path === '/' ? ['/'] : [path, ...upwards(posix.dirname(path))];

interface Mount {
  readonly type: string;
  readonly options: readonly string[];
  /** The group that is mounted. */
  readonly top: string;
  readonly at: string;
}

/** Where control groups are mounted, by /proc/self/mountinfo: `36 35 0:30 /top /at rw - cgroup2 cgroup rw,cpu`. */
const mounts = (root: string): readonly Mount[] =>
  (textOf(join(root, 'proc/self/mountinfo')) ?? '').split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , , top, at] = before.split(' ').map(unescaped);
    const [type = '', , options = ''] = after.split(' ');
    return /^cgroup2?$/.test(type) && top !== undefined && at !== undefined
      ? [{ type, options: options.split(','), top, at }]
      : [];
  });

/** A blank stands as \040 there. */
const unescaped = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

function textOf(file: string): string | undefined {
  try {
    return existsSync(dirname(file)) ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
