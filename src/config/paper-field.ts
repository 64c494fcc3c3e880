/** @file The `paper:` block: what the paper reports, so that a report can print it beside what was measured. */
import { z } from 'zod';
import { choice, number, pattern, section, text } from './fields.ts';

const LARGEST = 1_000_000_000;

const measured = () => number({ from: -LARGEST, to: LARGEST });
const width = () => number({ from: 0, to: LARGEST });

const claims = 'a list of 1 to 1000 claims, each with what, where and basis';
const texts = 'a list of at most 100 texts';

const POINT = String.raw`\d{1,12}(?:\.\d{1,9})?[kM]?(?: *(?:iterations?|epochs?))?`;
const MOMENT = new RegExp(`^ *(?:every evaluation|(?:every evaluation to )?${POINT}) *$`);
const moments = 'a point (5 epochs, 35k), "every evaluation" or "every evaluation to 30 epochs"';

const claim = section({
  what: text(1000).describe('What the paper says, in one sentence.'),
  where: text(200).describe('Figure, table or section of the paper.'),
  variant: text(200)
    .exactOptional()
    .describe('Variant that the figure belongs to, as its folder is named: activation=elu.'),
  metric: pattern(/^[a-z][a-z0-9_]{0,99}$/, 'a column of log.csv, such as test_error')
    .exactOptional()
    .describe('Column of log.csv that the value is compared with.'),
  value: measured().exactOptional().describe('Reported value, in the unit of the metric.'),
  spread: width()
    .exactOptional()
    .describe('Reported standard deviation over runs, in the unit of the metric.'),
  tolerance: width()
    .exactOptional()
    .describe('Difference from the value that still counts as reproduced, in the unit of the metric.'),
  expect: z
    .array(text(300), { error: texts })
    .max(100, { error: texts })
    .exactOptional()
    .describe(
      'Comparisons of means that hold where the claim does, as `compare --assert` takes them: elu.test_error < relu.test_error; >= for what is not better. Names that are short for several variants mean each pair of them that is alike in everything else.',
    ),
  at: z
    .array(pattern(MOMENT, moments), { error: texts })
    .max(100, { error: texts })
    .exactOptional()
    .describe(
      'When each of them is to hold: at points (5 epochs, 35k), at "every evaluation" after the start, or at "every evaluation to 30 epochs". Default: where each run ends.',
    ),
  basis: choice(['stated', 'assumed']).describe(
    'stated: the paper says so; assumed: read off a figure or inferred.',
  ),
});

/** Claims of the paper, and values that it leaves open. */
export const paperField = section({
  experiment: pattern(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/, 'the name of an experiment that comes along')
    .exactOptional()
    .describe(
      'Experiment that comes along and has the settings of the paper, which runs of another name are measured by. Default: the one of the same name.',
    ),
  claims: z
    .array(claim, { error: claims })
    .min(1, { error: claims })
    .max(1000, { error: claims })
    .describe('What the paper reports.'),
  not_stated: z
    .array(text(1000), { error: texts })
    .max(100, { error: texts })
    .exactOptional()
    .describe('Values that the paper does not state, and what was taken.'),
});
