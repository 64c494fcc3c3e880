/** @file The lines of a `variants` grid: which setting each varies. */
import { found, unknownKey } from './complaints.ts';
import type { Problem } from './problems.ts';
import { rivalsOf, SETTINGS, SHORT_KEYS, settingPath } from './settings.ts';
import type { Span } from './source.ts';
import { spanOfKey, type Tree, valueAt } from './tree.ts';
import { readWritten } from './written.ts';

/** The most values of one key. */
const MAX_VALUES = 1000;

/** One line of the grid. */
export interface Axis {
  readonly key: string;
  /** Where the key stands. */
  readonly at: Span;
  /** Path of the setting: network.activation. */
  readonly path: string;
  readonly values: readonly Tree[];
}

/** The lines that name a setting and give it values, and the problems of those that don't. */
export function readAxes(tree: Tree): {
  readonly axes: readonly Axis[];
  readonly problems: readonly Problem[];
} {
  const axes: Axis[] = [];
  const problems: Problem[] = [];
  const grid = valueAt(tree, ['variants']);
  if (grid && grid.kind !== 'section') {
    const message = `${found(grid)}; expected keys with lists of values, such as activation: [elu, relu]`;
    problems.push({ at: grid.at, path: 'variants', message });
  }
  for (const [key, { at, value }] of grid?.kind === 'section' ? grid.entries : []) {
    const path = settingPath(key);
    const other = axes.find((axis) => path !== undefined && overlap(axis.path, path));
    const problem = (message: string) => problems.push({ at, path: `variants.${key}`, message });
    if (path === undefined) problems.push(unknownSetting(tree, key));
    else if (value.kind !== 'list' || value.items.length === 0 || value.items.length > MAX_VALUES) {
      const message = `${found(value)}; expected a list of 1 to ${MAX_VALUES} values`;
      problems.push({ at: value.at, path: `variants.${key}`, message });
    } else if (other) problem(`sets the same as variants.${other.key}; expected one of them`);
    else
      axes.push({
        key,
        at,
        path,
        values: value.items.map((item) => readWritten(SETTINGS.get(path)!, item).tree),
      });
  }
  return { axes, problems };
}

const overlap = (a: string, b: string): boolean =>
  a === b || rivalsOf(a).includes(b) || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);

const FIXED: Readonly<Record<string, string>> = {
  seed: "can't differ between variants, whose runs are paired; expected runs: N for repetitions",
  runs: 'is the same for all variants',
  name: 'is the same for all variants; they have folders of their own',
};

function unknownSetting(tree: Tree, key: string): Problem {
  const path = ['variants', key];
  if (Object.hasOwn(FIXED, key))
    return { at: spanOfKey(tree, path), path: path.join('.'), message: `${key} ${FIXED[key]}` };
  const short = [...SHORT_KEYS.keys()];
  return unknownKey(
    tree,
    path,
    [...short, ...SETTINGS.keys()],
    `${short.join(', ')}, or a path such as network.activation.alpha`,
  );
}
