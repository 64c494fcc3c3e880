/** @file `elu-bench schema`: the JSON Schema of experiment files. */
import { schemaText } from '../config/json-schema.ts';

/** Prints the schema on stdout. */
export const schema = (): void => void process.stdout.write(schemaText());
