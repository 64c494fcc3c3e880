/** @file TABLE of the pages in docs/reference/: each is a function of the tables it is about. */
import { activationsPage } from './activations.ts';
import { columnsPage } from './columns.ts';
import { configPage } from './config.ts';
import { dataSetsPage } from './data-sets.ts';
import { enginesPage } from './engines.ts';
import { figuresPage } from './figures.ts';
import { layersPage } from './layers.ts';
import { opsPage } from './ops.ts';
import { optimizersPage } from './optimizers.ts';
import { rulesPage } from './rules.ts';

export const PAGES: Readonly<Record<string, () => string>> = {
  'config.md': configPage,
  'columns.md': columnsPage,
  'activations.md': activationsPage,
  'layers.md': layersPage,
  'optimizers.md': optimizersPage,
  'data-sets.md': dataSetsPage,
  'figures.md': figuresPage,
  'engines.md': enginesPage,
  'ops.md': opsPage,
  'rules.md': rulesPage,
};
