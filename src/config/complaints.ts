/** @file From zod's issues to problems with places: what was found there, what is expected, the nearest valid name. */
import type { z } from 'zod';
import { nearest } from '../text/nearest.ts';
import { oneOf } from './fields.ts';
import { didYouMean, type Problem, shorten } from './problems.ts';
import { SETTINGS } from './settings.ts';
import { type Path, spanOfKey, spanOfValue, type Tree, valueAt } from './tree.ts';
import { textOf } from './written.ts';

type Issue = z.core.$ZodIssue;

/** Problems of a checked tree. Messages of issues say what is expected (fields.ts). */
export const complaints = (issues: readonly Issue[], tree: Tree): Problem[] =>
  issues.flatMap((issue) => complain(issue, tree, issue.path as Path));

function complain(issue: Issue, tree: Tree, path: Path): Problem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(tree, [...path, key], issue.message.split(', ')));
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((branch) => branch.length > 0 && branch.every(isInside));
    if (meant) return meant.flatMap((inner) => complain(inner, tree, [...path, ...(inner.path as Path)]));
  }
  const at = spanOfValue(tree, path);
  const value = valueAt(tree, path);
  const message =
    issue.code === 'custom' && issue.params?.fault !== undefined
      ? String(issue.params.fault)
      : `${found(value)}; expected ${issue.message}${didYouMean(nearestValue(value, issue))}`;
  return [{ at, path: path.join('.'), message }];
}

/** Whether the form of the value was right, so that the issue is about what is in it. */
const isInside = (issue: Issue): boolean =>
  issue.path.length > 0 || issue.code === 'unrecognized_keys' || issue.code === 'custom';

/** What stands there, as it was written. */
export function found(value: Tree | undefined): string {
  if (value === undefined) return 'missing';
  if (value.kind === 'list')
    return value.items.length === 0 ? 'found an empty list' : `found a list of ${value.items.length}`;
  if (value.kind === 'section') return 'found a section';
  if (value.value === null)
    return textOf(value) === '' ? 'found nothing' : `found ${textOf(value)}, which means nothing`;
  if (typeof value.value === 'string') return `found ${JSON.stringify(shorten(value.value, 60))}`;
  return `found ${shorten(textOf(value), 60)}`;
}

function nearestValue(value: Tree | undefined, issue: Issue): string | undefined {
  if (value?.kind !== 'leaf' || typeof value.value !== 'string') return undefined;
  const names = validNames(issue);
  const parts = value.value.split(/, */);
  return parts.length > 1 && parts.every((part) => names.includes(part))
    ? `[${parts.join(', ')}]`
    : nearest(value.value, names);
}

function validNames(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union') return [];
  return 'options' in issue && issue.options
    ? issue.options.map(String)
    : issue.errors.flat().flatMap(validNames);
}

/** The setting of that name in another section, where there is just one. */
function elsewhere(key: string, path: string): string | undefined {
  const settings = [...SETTINGS.keys()].filter((setting) => setting.endsWith(`.${key}`) && setting !== path);
  return settings.length === 1 ? settings[0] : undefined;
}

/** The problem of a key that its section does not have; `keys` are those that it has. */
export function unknownKey(tree: Tree, path: Path, keys: readonly string[], expected = oneOf(keys)): Problem {
  const key = String(path.at(-1));
  const section = path.slice(0, -1).join('.');
  const meant = didYouMean(nearest(key, keys) ?? elsewhere(key, path.join('.')));
  const where = section === '' ? '' : ` in ${section}`;
  return {
    at: spanOfKey(tree, path),
    path: path.join('.'),
    message: `unknown key "${shorten(key, 60)}"${where}${meant}; expected ${expected}`,
  };
}
