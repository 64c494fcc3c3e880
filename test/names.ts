/** @file What messages list of the tables: a row that is added there needs no words in the tests of messages. */
import { activationNames } from '../src/config/activation-field.ts';
import { optimizerNames } from '../src/config/optimizer-fields.ts';
import { SECTIONS } from '../src/config/sections.ts';
import { datasetNames } from '../src/data/datasets.ts';
import { engineNames } from '../src/engines/engines.ts';
import { RULE_NAMES } from '../src/engines/rule-names.ts';

export const NAMES = {
  activations: activationNames.join(', '),
  datasets: datasetNames.join(', '),
  engines: engineNames.join(', '),
  optimizers: optimizerNames.join(', '),
  optimizerKeys: Object.keys(SECTIONS.optimizer.shape).join(', '),
  rules: RULE_NAMES.join(', '),
} as const;
