/** @file A config with the place that each key and value was written at, so that every error can point there. */
import type { Span } from './source.ts';

export interface Leaf {
  readonly kind: 'leaf';
  readonly at: Span;
  readonly value: string | number | boolean | null;
}

export interface List {
  readonly kind: 'list';
  readonly at: Span;
  readonly items: readonly Tree[];
}

export interface Section {
  readonly kind: 'section';
  readonly at: Span;
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  /** Where the key stands. */
  readonly at: Span;
  readonly value: Tree;
}

export type Tree = Leaf | List | Section;

/** Keys and list positions from the top. */
export type Path = readonly (string | number)[];

/** The value alone. */
export function plain(tree: Tree): unknown {
  if (tree.kind === 'leaf') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plain);
  return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, plain(value)]));
}

/** The entry of a key, where there is one. */
export const entryAt = (tree: Tree, key: string): Entry | undefined =>
  tree.kind === 'section' ? tree.entries.get(key) : undefined;

/** The value at a path, where there is one. */
export function valueAt(tree: Tree, path: Path): Tree | undefined {
  let at: Tree | undefined = tree;
  for (const part of path) {
    if (at === undefined) return undefined;
    at = at.kind === 'list' ? at.items[part as number] : entryAt(at, String(part))?.value;
  }
  return at;
}

/** The tree with each leaf changed as `change` says, which is told its path. */
export function withLeaves(tree: Tree, change: (leaf: Leaf, path: Path) => Leaf, path: Path = []): Tree {
  if (tree.kind === 'leaf') return change(tree, path);
  if (tree.kind === 'list')
    return { ...tree, items: tree.items.map((item, i) => withLeaves(item, change, [...path, i])) };
  const entries = [...tree.entries].map(([key, { at, value }]): [string, Entry] => [
    key,
    { at, value: withLeaves(value, change, [...path, key]) },
  ]);
  return { ...tree, entries: new Map(entries) };
}

/** Where to point for an error about the value at a path; if there is none, its section's key, or the start of the whole. */
export function spanOfValue(tree: Tree, path: Path): Span {
  const value = valueAt(tree, path);
  if (value) return value.at;
  for (let length = path.length - 1; length > 0; length--) {
    const parent = valueAt(tree, path.slice(0, length));
    if (parent) return spanOfKey(tree, path.slice(0, length));
  }
  return { ...tree.at, end: tree.at.start };
}

/** Where the last key of a path stands (the value itself, in a list). */
export function spanOfKey(tree: Tree, path: Path): Span {
  const parent = valueAt(tree, path.slice(0, -1))!;
  return entryAt(parent, String(path.at(-1)))?.at ?? valueAt(tree, path)!.at;
}

/** Keys of a path with the place to record for each that is new. */
export type PlacedPath = readonly { readonly key: string; readonly at: Span }[];

/** The tree with a value set; sections on the way are made, and a name on the way (`activation: elu`) becomes { name: elu }. */
export function withValue(tree: Tree, path: PlacedPath, value: Tree): Tree {
  const [first, ...rest] = path;
  if (!first) return value;
  const entries = new Map(sectionEntries(tree));
  const old = entries.get(first.key);
  const below = old?.value ?? { kind: 'section', at: first.at, entries: new Map() };
  entries.set(first.key, {
    at: rest.length > 0 && old ? old.at : first.at,
    value: withValue(below, rest, value),
  });
  return { kind: 'section', at: tree.kind === 'section' ? tree.at : first.at, entries };
}

function sectionEntries(tree: Tree): ReadonlyMap<string, Entry> {
  if (tree.kind === 'section') return tree.entries;
  const isName = tree.kind === 'leaf' && typeof tree.value === 'string';
  return new Map(isName ? [['name', { at: tree.at, value: tree }]] : []);
}

/** The tree without the entry at a path of keys. */
export function withoutValue(tree: Tree, path: readonly string[]): Tree {
  const [key = '', ...rest] = path;
  const entry = entryAt(tree, key);
  if (tree.kind !== 'section' || !entry) return tree;
  const entries = new Map(tree.entries);
  if (rest.length === 0) entries.delete(key);
  else entries.set(key, { at: entry.at, value: withoutValue(entry.value, rest) });
  return { kind: 'section', at: tree.at, entries };
}
