/** @file JSON Schema of experiment files, with which editors complete, check and explain them. */
import { z } from 'zod';
import { experimentSchema } from './schema.ts';
import { SECTIONS } from './sections.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Draft 7, which is what the YAML language server knows best. Settings are not required here, since `variants` may give them; the
 * loader knows better.
 */
export function jsonSchema(): JsonObject {
  const {
    properties,
    required: _,
    ...rest
  } = z.toJSONSchema(experimentSchema, { target: 'draft-7', io: 'input' });
  const sections = Object.keys(SECTIONS).map((name) => [
    name,
    withoutRequired(properties![name] as JsonObject),
  ]);
  return {
    title: 'elu-bench experiment',
    ...rest,
    required: ['name'],
    properties: { ...properties, ...Object.fromEntries(sections) },
  };
}

/** The schema as a file. */
export const schemaText = (): string => `${JSON.stringify(jsonSchema(), undefined, 2)}\n`;

function withoutRequired({ required: _, ...rest }: JsonObject): JsonObject {
  return rest;
}
