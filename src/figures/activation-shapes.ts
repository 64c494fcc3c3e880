/** @file Fig. 1: the shapes of the activations that an experiment compares, computed from their table. */
import { activationField } from '../config/activation-field.ts';
import { evaluate } from '../graph/evaluate.ts';
import { input } from '../graph/expr.ts';
import { tensor } from '../graph/reference.ts';
import { type ActivationSpec, activate } from '../network/activations.ts';
import { lineChart } from './chart/line-chart.ts';
import { type Drawing, dataColumns } from './drawing.ts';
import type { ExperimentRuns } from './experiment-runs.ts';
import { inOrder } from './lines-and-panels.ts';
import { stylesOf } from './styles.ts';

const FROM = -5;
const TO = 3;
const STEPS = 160;

/** The activation that a label such as `elu` or `elu(alpha=0.5)` means; undefined for any other text. */
export function activationOf(label: string): ActivationSpec | undefined {
  const [, name, parameters] = /^(\w+)(?:\(([^()]*)\))?$/.exec(label) ?? [];
  const given = (parameters?.split(',') ?? []).map((part) => part.split('='));
  const values = Object.fromEntries(given.map(([key = '', value = '']) => [key, Number(value)]));
  const read = activationField.safeParse(parameters === undefined ? name : { name, ...values });
  return read.success ? read.data : undefined;
}

/** f at each x, in double precision. */
export function shapeOf(spec: ActivationSpec, xs: readonly number[]): readonly number[] {
  const x = input('x', [xs.length]);
  return [...evaluate([activate(spec, x)], { x: tensor([xs.length], xs) })[0]!.data];
}

/** Draws the activations by their labels; undefined where none of them is one of ours. */
export function drawShapes(labels: readonly string[]): Drawing | undefined {
  const specs = new Map(labels.map((label) => [label, activationOf(label)]));
  const known = labels.filter((label) => specs.get(label) !== undefined);
  if (known.length === 0) return undefined;
  const xs = Array.from({ length: STEPS + 1 }, (_, i) => FROM + (i * (TO - FROM)) / STEPS);
  const points = known.flatMap((series) =>
    shapeOf(specs.get(series)!, xs).map((y, i) => ({ series, panel: '', x: xs[i]!, y })),
  );
  return {
    name: 'activations',
    title: 'Activation functions',
    caption: 'Computed from their formulas.',
    alt: `The functions ${known.join(', ')} for x from ${FROM} to ${TO}.`,
    columns: dataColumns('activation', 'x', 'f'),
    rows: points.map(({ series, x, y }) => ({ activation: series, x, f: Number(y.toPrecision(6)) })),
    spec: lineChart({
      points,
      x: { title: 'x' },
      y: { title: 'f(x)' },
      legend: 'activation',
      styles: stylesOf(known),
      panels: [''],
      zero: true,
      marks: 8,
    }),
  };
}

/** Labels of the activations that an experiment varies, each once. */
export const activationsOf = ({ variants }: ExperimentRuns): readonly string[] =>
  inOrder(variants.flatMap(({ variant }) => variant.activation ?? []));
