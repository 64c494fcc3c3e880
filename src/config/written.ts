/** @file What a user wrote where text is wanted: `name=20240501` is text there, though YAML takes it for a number. */
import type { z } from 'zod';
import { type Leaf, type Path, plain, type Tree, withLeaves } from './tree.ts';

/** What a field makes of the tree, with what YAML takes for a number, a truth value or nothing taken as it was written where the field wants text. */
export function readWritten<Field extends z.ZodType>(
  field: Field,
  tree: Tree,
): { readonly tree: Tree; readonly read: z.ZodSafeParseResult<z.output<Field>> } {
  const read = field.safeParse(plain(tree));
  const wanted = new Set(read.error?.issues.filter(isTextWanted).map(({ path }) => keyOf(path as Path)));
  if (wanted.size === 0) return { tree, read };
  const written = withLeaves(tree, (leaf, path) =>
    wanted.has(keyOf(path)) && isText(leaf) ? { ...leaf, value: textOf(leaf) } : leaf,
  );
  return { tree: written, read: field.safeParse(plain(written)) };
}

const keyOf = (path: Path): string => JSON.stringify(path);

const isTextWanted = (issue: z.core.$ZodIssue): boolean =>
  issue.code === 'invalid_type' && issue.expected === 'string';

/** The text of a value as it was written. */
export const textOf = ({ at: { source, start, end } }: Leaf): string => source.text.slice(start, end);

/** `null` in a file may well mean that there is nothing; whoever types it after `name=` means the word. */
const isText = (leaf: Leaf): boolean =>
  textOf(leaf) !== '' && (leaf.value !== null || leaf.at.source.kind === 'argument');
