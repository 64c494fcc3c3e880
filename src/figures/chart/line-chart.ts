/** @file The drawing that most figures are: lines with a band about them, in one panel or several. */
import type { TopLevelSpec } from 'vega-lite';
import type { LineChart } from './chart.ts';
import { layersOf } from './layers.ts';
import { markedPoints } from './marked-points.ts';
import { axesOf } from './panel-axes.ts';
import { shortLabels } from './short-labels.ts';
import { CONFIG, SIZE } from './theme.ts';

/** Characters that there is room for in the legend, and above a panel. */
const LEGEND_LENGTH = 40;
const PANEL_LENGTH = 27;

/** A Vega-Lite specification of the lines, with their data in it. */
export function lineChart(whole: LineChart): TopLevelSpec {
  const chart = withShortNames(whole);
  const { panels } = chart;
  const isAlone = panels.length <= 1;
  const [width, height] = isAlone ? [SIZE.width, SIZE.height] : [SIZE.panelWidth, SIZE.panelHeight];
  const panel = { width, height, encoding: axesOf(chart, width, height), layer: layersOf(chart) };
  const top = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: CONFIG,
    data: { values: markedPoints(chart) },
  };
  const facet = { field: 'panel', type: 'nominal' as const, sort: [...panels], title: null };
  const spec = isAlone ? { ...top, ...panel } : { ...top, facet, columns: 2, spec: panel };
  return spec as TopLevelSpec;
}

function withShortNames({ points, styles, panels, ...rest }: LineChart): LineChart {
  const names = shortLabels([...styles.keys()], LEGEND_LENGTH);
  const titles = shortLabels(panels, PANEL_LENGTH);
  return {
    ...rest,
    points: points.map((point) => ({
      ...point,
      series: names.get(point.series)!,
      panel: titles.get(point.panel) ?? point.panel,
    })),
    styles: new Map([...styles].map(([name, style]) => [names.get(name)!, style])),
    panels: panels.map((panel) => titles.get(panel)!),
  };
}
