/**
 * @file No list of op names stands beside the tables: what several ops have in common their rows say (src/graph/op.ts), so that a new op of a
 * family needs no other edit. A list is an array, a text or a pattern of nothing but names, a choice or a chain of comparisons, a set of keys.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, test } from 'vitest';
import { ENGINE_OPS } from '../src/engines/onnx/ops.ts';
import { COMPOSITES } from '../src/engines/onnx/space/composites.ts';
import { OPS } from '../src/graph/ops.ts';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const NAMES = new Set(Object.keys({ ...OPS, ...ENGINE_OPS, ...COMPOSITES }));
const NAME = `(?:${[...NAMES].join('|')})`;
/** Tables of all ops, whose types say that none is missing, and of what a device lacks; the families are known by what they declare. */
const TABLES = new Set([
  'engines/onnx/forms.ts',
  'engines/onnx/webgpu/substitutes.ts',
  'engines/tfjs/ops.ts',
]);
const isTable = (file: string, text: string): boolean =>
  TABLES.has(file) || text.includes('interface Signatures extends');

interface Token {
  readonly kind: 'text' | 'pattern' | 'code';
  readonly value: string;
}

// A comment, a text, a pattern after what no division follows, a word, or any other character.
const TOKEN =
  /(\/\*[\s\S]*?\*\/|\/\/[^\n]*|\s+)|('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`)|(?<=(?:[(,=:[!&|?{};\n]|return)\s*)(\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+\/\w*)|(\w+|\|\||&&|[!=]==|\?\.|[\s\S])/g;

const tokensOf = (source: string): Token[] =>
  [...source.matchAll(TOKEN)].flatMap(([, , text, pattern, code]): Token[] => {
    if (text !== undefined) return [{ kind: 'text', value: text.slice(1, -1) }];
    if (pattern !== undefined) return [{ kind: 'pattern', value: pattern }];
    return code === undefined ? [] : [{ kind: 'code', value: code }];
  });

const several = (names: readonly string[]): boolean => new Set(names).size > 1;
const isName = ({ kind, value }: Token): boolean => kind === 'text' && NAMES.has(value);

/** Texts and patterns of two names or more and nothing else, and beginnings or endings that two names or more have. */
function inTexts(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ kind, value }, i) => {
    if (kind === 'code') return [];
    const words = value.match(/\w+/g) ?? [];
    const matcher = tokens[i - 2]?.value;
    const common = [...NAMES].filter(
      (name) =>
        (matcher === 'startsWith' && name.startsWith(value)) ||
        (matcher === 'endsWith' && name.endsWith(value)),
    );
    const listed = words.every((word) => NAMES.has(word)) && several(words);
    return listed || (/^[A-Z]/.test(value) && several(common)) ? [value] : [];
  });
}

/** Names side by side in one pair of brackets. */
function inArrays(tokens: readonly Token[]): string[] {
  const open: string[][] = [];
  const found: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'code' && '[({'.includes(token.value)) open.push([]);
    else if (token.kind === 'code' && '])}'.includes(token.value)) {
      const names = open.pop() ?? [];
      if (token.value === ']' && several(names)) found.push(names.join(' '));
    } else if (isName(token)) open.at(-1)?.push(token.value);
  }
  return found;
}

/** One thing that is compared with several names, or cases of them. */
function inChains(source: string): string[] {
  const found: string[] = [];
  const bare = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
  for (const expression of bare.split(/[;{}]|=>|\breturn\b/)) {
    if (!/'[A-Z]\w+'/.test(expression)) continue;
    const asked = new Map<string, string[]>();
    const compared = expression.matchAll(
      new RegExp(`\\bis\\(([^()]+), '(${NAME})'\\)|([\\w.!?[\\]]+) [!=]== '(${NAME})'`, 'g'),
    );
    for (const [, a, name, b, other] of compared) {
      const subject = (a ?? b)!.replace(/\??\.op$/, '');
      asked.set(subject, [...(asked.get(subject) ?? []), (name ?? other)!]);
    }
    for (const names of asked.values()) if (several(names)) found.push(names.join(' '));
  }
  const cases = [...bare.matchAll(new RegExp(`\\bcase '(${NAME})'`, 'g'))].map(([, name]) => name!);
  return several(cases) ? [...found, cases.join(' ')] : found;
}

/** Keys of one object or members of one choice of types: a table, where it is one. */
function inKeys(tokens: readonly Token[]): string[] {
  const open: string[][] = [[]];
  const found: string[] = [];
  tokens.forEach((token, i) => {
    const next = tokens[i + 1];
    if (token.kind === 'code' && token.value === '{') open.push([]);
    else if (token.kind === 'code' && token.value === '}') {
      const keys = open.pop() ?? [];
      if (several(keys)) found.push(keys.join(' '));
    } else if (NAMES.has(token.value) && next?.kind === 'code' && /^[:?(]$/.test(next.value))
      open.at(-1)?.push(token.value);
    if (isName(token) && next?.value === '|' && tokens[i + 2] && isName(tokens[i + 2]!))
      found.push(`${token.value} ${tokens[i + 2]!.value}`);
  });
  return found;
}

function listsIn(source: string, table = false): string[] {
  const tokens = tokensOf(source);
  const lists = [...inTexts(tokens), ...inArrays(tokens), ...inChains(source)];
  return table ? lists : [...lists, ...inKeys(tokens)];
}

it('no list of op names stands outside the tables', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/\.(test|slow)\.ts$/.test(file),
  );
  const found = files.flatMap((file) => {
    const source = readFileSync(join(SRC, file), 'utf8');
    return listsIn(source, isTable(file, source)).map((list) => `src/${file}: ${list}`);
  });
  expect(found).toEqual([]);
});

test.each([
  "const A = new Set(['Relu', 'Elu']);",
  "const A = [\n  'Relu', // bends\n  'Elu',\n];",
  "const A = 'Relu Elu Tanh'.split(' ');",
  'const A = `Relu|Elu`;',
  'const A = /^(Relu|Elu)$/;',
  "if (node.op === 'Relu' || node.op === 'Elu') f();",
  "const isA = (x: Expr) => is(x, 'Relu') || is(x, 'HardSigmoid');",
  "if (!is(x!, 'Conv') && !is(x!, 'MaxPool')) f();",
  "switch (op) { case 'Relu': case 'Elu': f(); }",
  'const A = { Relu: true, Elu: true };',
  "type A = 'Relu' | 'Elu';",
  "if (node.op.startsWith('SpaceConv')) f();",
])('finds the list in %j', (source) => {
  expect(listsIn(source)).not.toEqual([]);
});

test.each([
  '// Relu, Elu',
  "const summary = 'Gemm takes the MatMul and what is added.';",
  "const y = is(node, 'Where') && is(condition, 'Greater');",
  "if (is(node, 'Conv')) f();\nif (is(node, 'MaxPool')) g();",
  "const y = composite('SpaceConv', [get(x, 'matrix')], engineNode('Gemm', [x], {}));",
])('finds none in %j', (source) => {
  expect(listsIn(source)).toEqual([]);
});
