/** @file Overrides on the command line, `optimizer.momentum=0.9`: the value is YAML, and any key of the file may be set. */
import { CST, Lexer } from 'yaml';
import { type Problem, shorten } from './problems.ts';
import { rivalsOf } from './settings.ts';
import { MAX_BYTES, type Source, type Span } from './source.ts';
import { type PlacedPath, type Tree, valueAt, withoutValue, withValue } from './tree.ts';
import { readYaml } from './yaml.ts';

interface Override {
  readonly path: PlacedPath;
  readonly value: Tree;
}

/** The tree with each override set in turn (the last wins), and the problems of those that can't be read, which are left out. */
export function override(
  tree: Tree,
  overrides: readonly string[],
): { readonly tree: Tree; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  let changed = tree;
  for (const argument of overrides) {
    const read = readOverride({ kind: 'argument', name: argument, text: argument });
    problems.push(...read.problems);
    if (read.override) changed = withOverride(changed, read.override);
  }
  return { tree: changed, problems };
}

interface Read {
  readonly override?: Override;
  readonly problems: readonly Problem[];
}

const FORM = 'expected key.path=value, such as train.epochs=5';

function readOverride(source: Source): Read {
  const { text } = source;
  const problem = (start: number, end: number, message: string): Read => ({
    problems: [{ at: { source, start, end }, path: '', message }],
  });
  if (text.length > MAX_BYTES) return problem(0, 1, `longer than ${MAX_BYTES / 1024} kB; ${FORM}`);
  const equals = text.indexOf('=');
  if (equals < 0) return problem(0, text.length, `no "="; ${FORM}`);
  const path = placedPath(source, text.slice(0, equals));
  const nameless = path.find(({ key }) => !/^[\w.-]+$/.test(key) || key === '__proto__');
  if (nameless)
    return problem(
      nameless.at.start,
      nameless.at.end,
      `found the key "${shorten(nameless.key, 60)}"; ${FORM}`,
    );
  const start = equals + 1;
  const comment = findComment(text.slice(start));
  if (comment >= 0) {
    return problem(
      start + comment,
      text.length,
      'found "#", which starts a comment; expected text with "#" in quotation marks',
    );
  }
  const { tree, problems } = readYaml({ source, start, path: path.map(({ key }) => key) });
  const nothing: Tree = { kind: 'leaf', at: { source, start, end: start }, value: null };
  return problems.length > 0 ? { problems } : { override: { path, value: tree ?? nothing }, problems };
}

/** Keys and their places. What follows `variants.` is one key, which may be a path itself: `variants.optimizer.momentum`. */
function placedPath(source: Source, written: string): { key: string; at: Span }[] {
  const [first = '', ...rest] = written.split('.');
  const keys = first === 'variants' && rest.length > 0 ? [first, rest.join('.')] : [first, ...rest];
  let start = 0;
  return keys.map((key) => {
    const at = { source, start, end: start + key.length };
    start = at.end + 1;
    return { key, at };
  });
}

function findComment(yaml: string): number {
  let offset = 0;
  for (const token of new Lexer().lex(yaml)) {
    if (CST.tokenType(token) === 'comment') return offset;
    // The lexer marks plain text and line ends by control characters, which are not in the text.
    if (yaml.startsWith(token, offset)) offset += token.length;
  }
  return -1;
}

function withOverride(tree: Tree, { path, value }: Override): Tree {
  const keys = path.map(({ key }) => key);
  if (keys[0] === 'variants' && path.length === 2 && value.kind !== 'list') {
    return withValue(tree, path, { kind: 'list', at: value.at, items: [value] });
  }
  // A length on the command line takes the place of the file's; two on the command line are an error.
  const cleared = rivalsOf(keys.join('.'))
    .map((rival) => rival.split('.'))
    .filter((rival) => valueAt(tree, rival)?.at.source.kind === 'file')
    .reduce(withoutValue, tree);
  return withValue(cleared, path, value);
}
