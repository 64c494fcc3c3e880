/** @file YAML text as a tree with places. Only what a config needs: no aliases, tags, merge keys or several documents. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Node,
  type Pair,
  Parser,
  parseDocument,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { type Problem, position } from './problems.ts';
import type { Source, Span } from './source.ts';
import type { Entry, Leaf, Path, Tree } from './tree.ts';

const MAX_DEPTH = 16;

/** Problems that are gathered of one text; more would only take time. */
const MAX_PROBLEMS = 100;

/** Where the YAML is: from `start` in the source to its end, at a path of the config. */
interface Place {
  readonly source: Source;
  readonly start: number;
  readonly path: Path;
}

interface YamlRead {
  readonly tree: Tree | undefined;
  readonly problems: readonly Problem[];
}

/** The tree of the YAML at a place, or the problems in it; undefined where there is nothing but blanks and comments. */
export function readYaml({ source, start, path }: Place): YamlRead {
  const text = source.text.slice(start);
  const span = (from: number, to: number): Span => ({ source, start: start + from, end: start + to });
  const problems: Problem[] = [];
  const problem = (at: Span, path: Path, message: string) =>
    problems.push({ at, path: path.join('.'), message });

  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    problem(span(deep, deep + 1), [], TOO_DEEP);
    return { tree: undefined, problems };
  }

  // Duplicate keys are found in build(): the parser compares every key with every other.
  const parsed = parseDocument(text, { ...OPTIONS, uniqueKeys: false });
  const faults: readonly YAMLError[] = [...parsed.errors, ...parsed.warnings];
  for (const fault of faults.slice(0, MAX_PROBLEMS)) problem(span(...fault.pos), [], explain(fault));
  // %YAML 1.1 would read yes as true and 010 as 8.
  if (parsed.directives.yaml.explicit) problem(span(0, 5), [], 'found a %YAML directive; expected none');
  if (problems.length > 0) return { tree: undefined, problems: firstOfEachLine(problems) };

  const tree = parsed.contents === null ? undefined : build(parsed.contents, { span, problem }, path);
  return { tree, problems };
}

const OPTIONS = {
  version: '1.2',
  schema: 'core',
  merge: false,
  prettyErrors: false,
  logLevel: 'error',
} as const;

const TAG = 'found a tag (!…); expected plain YAML without tags';
const TOO_DEEP = `nested too deeply; expected at most ${MAX_DEPTH} levels`;

/** Where nesting passes the limit. The parser that builds documents recurses, and a stack that runs out may take the process with it. */
function tooDeepAt(text: string): number | undefined {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    const offset = parser.offset;
    Array.from(parser.next(lexeme));
    // On the stack are also the document and the scalar that is being read.
    if (parser.stack.length > MAX_DEPTH + 2) return offset;
  }
  return undefined;
}

function explain({ code, message }: YAMLError): string {
  if (code === 'TAB_AS_INDENT')
    return 'found a tab in the indentation; expected blanks (YAML does not allow tabs there)';
  if (code === 'MULTIPLE_DOCS') return 'found a second document (---); expected one experiment a file';
  if (code === 'MULTILINE_IMPLICIT_KEY')
    return 'not valid YAML; expected "key: value", with a blank after the colon';
  if (code === 'BLOCK_AS_IMPLICIT_KEY')
    return `not valid YAML: ${message}; is the next line indented too far?`;
  if (code === 'TAG_RESOLVE_FAILED') return TAG;
  return `not valid YAML: ${message}`;
}

/** One mistake often brings others in its line. */
function firstOfEachLine(problems: readonly Problem[]): Problem[] {
  const lines = new Map<number, Problem>();
  for (const problem of problems) {
    const { line } = position(problem.at.source, problem.at.start);
    if (!lines.has(line)) lines.set(line, problem);
  }
  return [...lines.values()];
}

interface Context {
  span(start: number, end: number): Span;
  problem(at: Span, path: Path, message: string): void;
}

function build(node: Node, context: Context, path: Path): Tree {
  const at = context.span(node.range![0], node.range![1]);
  const fault = faultIn(node);
  if (fault !== undefined) {
    context.problem(at, path, fault);
    return { kind: 'leaf', at, value: null };
  }
  if (isMap(node)) return { kind: 'section', at, entries: buildEntries(node, context, path) };
  if (isSeq(node))
    return {
      kind: 'list',
      at,
      items: node.items.map((item, i) => build(item as Node, context, [...path, i])),
    };
  const { value, format, source } = node as Scalar<Leaf['value']>;
  // YAML reads 0x128 as 296, but here it is a mistyped layer notation, or a name.
  return { kind: 'leaf', at, value: format === 'HEX' || format === 'OCT' ? source! : value };
}

function faultIn(node: Node): string | undefined {
  if (isAlias(node))
    return `found the alias *${node.source}; expected the value itself (aliases are not supported)`;
  return node.tag === undefined ? undefined : TAG;
}

function buildEntries(map: YAMLMap, context: Context, path: Path): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const { key: name, value } of map.items as Pair<Node, Node | null>[]) {
    const [start, end] = name.range!;
    const at = context.span(start, end);
    const key = keyText(name);
    // __proto__ would set the prototype of the plain value instead of a key.
    if (key === undefined || key === '__proto__') {
      context.problem(at, path, 'found a key that is no name; expected a name such as batch_size');
      continue;
    }
    const below = [...path, key];
    if (entries.has(key)) context.problem(at, below, 'given twice; expected once');
    const nothing: Tree = { kind: 'leaf', at: context.span(end, end), value: null };
    entries.set(key, { at, value: value ? build(value, context, below) : nothing });
  }
  return entries;
}

/** Keys are text; a number as a key is meant as its text, and will be unknown. */
const keyText = (key: Node): string | undefined =>
  isScalar(key) && key.tag === undefined && key.source ? key.source : undefined;
