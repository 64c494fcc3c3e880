/** @file Page of the engines. */
import { autoNames, ENGINES } from '../engines/engines.ts';
import { code, page, table } from './markdown.ts';

/** What each engine is. */
export const enginesPage = (): string =>
  page(
    'Engines',
    `\`engine.name\` of a config, or \`--engine\` on the command line. \`auto\` takes the fastest of ${autoNames.map(code).join(', ')}; ` +
      'the others are optional, and compute only where they are asked for. `elu-bench doctor` says what works here and what to do about what does not.',
    table(
      ['name', 'what computes'],
      Object.entries(ENGINES).map(([name, { summary }]) => [code(name), summary]),
    ),
  );
