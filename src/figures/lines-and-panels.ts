/** @file Which variants share a panel and which share a line's colour: the activation tells lines apart, all else panels. */
import type { VariantRuns } from '../compare/variant-runs.ts';
import { ACTIVATION_STYLES } from './styles.ts';

/** A variant with its place in a drawing. */
export interface Placed {
  readonly variant: VariantRuns;
  /** What the legend calls it. */
  readonly series: string;
  /** Title of its panel; empty where there is one panel only. */
  readonly panel: string;
}

export interface Placement {
  readonly placed: readonly Placed[];
  /** What the legend is of: a column, or `variant`. */
  readonly legend: string;
  /** In the order in which they are drawn. */
  readonly series: readonly string[];
  readonly panels: readonly string[];
  /** Variants that there was no place for. */
  readonly leftOut: number;
}

/** More lines than that nobody tells apart. */
const MOST_SERIES = 11;
const MOST_PANELS = 9;

/** Gives every variant its line and panel; where a grid would need too many panels, lines are whole variants, the first eleven of them. */
export function place(variants: readonly VariantRuns[]): Placement {
  const columns = [...new Set(variants.flatMap(({ variant }) => Object.keys(variant)))];
  const lines = columns.includes('activation') ? 'activation' : columns[0];
  const rest = columns.filter((column) => column !== lines);
  const inGrid = variants.map((one): Placed => {
    const series = lines === undefined ? one.name : (one.variant[lines] ?? one.name);
    const panel = rest.map((column) => `${column} = ${one.variant[column] ?? 'not given'}`).join(', ');
    return { variant: one, series, panel };
  });
  const [panels, series] = [
    inOrder(inGrid.map(({ panel }) => panel)),
    inOrder(inGrid.map((one) => one.series)),
  ];
  if (panels.length <= MOST_PANELS && series.length <= MOST_SERIES)
    return { placed: inGrid, legend: lines ?? 'variant', series, panels, leftOut: 0 };
  const kept = variants.slice(0, MOST_SERIES);
  return {
    placed: kept.map((variant) => ({ variant, series: variant.name, panel: '' })),
    legend: 'variant',
    series: kept.map(({ name }) => name),
    panels: [''],
    leftOut: variants.length - kept.length,
  };
}

/** Each once: activations as in their table, numbers by size (also behind `learning_rate = `), all else as it comes. */
export function inOrder(labels: readonly string[]): readonly string[] {
  const known = Object.keys(ACTIVATION_STYLES);
  const number = (label: string) => {
    const text = label.slice(label.lastIndexOf('=') + 1).trim();
    return text === '' ? Number.NaN : Number(text);
  };
  const rank = (label: string) => (known.includes(label) ? known.indexOf(label) : known.length);
  return [...new Set(labels)].sort((a, b) => rank(a) - rank(b) || number(b) - number(a) || 0);
}
