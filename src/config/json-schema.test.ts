import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { jsonSchema, schemaText } from './json-schema.ts';

interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

test('schema/experiment.schema.json is what `elu-bench schema` prints (mend it with npm run docs)', () => {
  expect(JSON.parse(readFileSync('schema/experiment.schema.json', 'utf8'))).toEqual(JSON.parse(schemaText()));
});

test('every key has a text for editors to show', () => {
  const bare: string[] = [];
  const walk = (node: Node, path: string) => {
    for (const [key, property] of Object.entries(node.properties ?? {})) {
      if (!property.description) bare.push(`${path}.${key}`);
      walk(property, `${path}.${key}`);
    }
    for (const part of [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.items ? [node.items] : [])])
      walk(part, path);
  };
  walk(jsonSchema() as Node, '');
  expect(bare).toEqual([]);
});

const shipped = readdirSync('configs', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => `configs/${file.replaceAll('\\', '/')}`);

test.each(shipped)('%s is valid by it, and points to it', (file) => {
  const text = readFileSync(file, 'utf8');
  const up = '../'.repeat(file.split('/').length - 1);
  expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${up}schema/experiment.schema.json`);
  expect(accepts(parse(text))).toBe(true);
});

test('it tells wrong files from right ones', () => {
  const right = {
    name: 'x',
    network: { hidden: [8, '2x4'], activation: { name: 'elu', alpha: 2 } },
    evaluate: { every: '2 epochs' },
  };
  expect(accepts(right)).toBe(true);
  for (const wrong of [
    {},
    { ...right, nmae: 'x' },
    { ...right, seed: -1 },
    { ...right, network: { hidden: 0 } },
    { ...right, network: { activation: { name: 'relu', alpha: 2 } } },
    { ...right, variants: { activation: ['eluu'] } },
    { ...right, variants: { momentm: [0] } },
    { ...right, optimizer: { momentum: 1 } },
    { ...right, engine: { rules: ['gem'] } },
  ]) {
    expect(accepts(wrong), JSON.stringify(wrong)).toBe(false);
  }
});

/** Validation by zod's own reader of JSON Schema, which knows all but `not`. */
function accepts(value: unknown): boolean {
  const known = JSON.parse(JSON.stringify(jsonSchema()), (key, part) => (key === 'not' ? undefined : part));
  return z.fromJSONSchema(known).safeParse(value).success;
}
