/** @file `elu-bench schema`: the JSON Schema of experiment files. */
import { jsonSchema } from '../config/json-schema.ts';

/** Prints the schema on stdout. */
export const schema = (): void => {
  process.stdout.write(`${JSON.stringify(jsonSchema(), undefined, 2)}\n`);
};
