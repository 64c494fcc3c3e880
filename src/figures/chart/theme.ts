/** @file Sizes and colours that all drawings share. */
import type { Config } from 'vega-lite';

/** What is no data. A page puts its own colours in their place, so that a drawing fits light and dark. */
export const INK = { text: '#1c1d21', axis: '#8b8d94', grid: '#e3e4e8', paper: '#ffffff' } as const;

const FONT = 'system-ui, "Segoe UI", Roboto, "DejaVu Sans", Arial, sans-serif';

export const CONFIG: Config = {
  background: INK.paper,
  font: FONT,
  // The page around a drawing says what it is; of each mark alone nobody wants to hear.
  aria: false,
  padding: 6,
  view: { stroke: null },
  axis: {
    labelColor: INK.text,
    titleColor: INK.text,
    labelFontSize: 12,
    titleFontSize: 12.5,
    titleFontWeight: 'normal',
    domainColor: INK.axis,
    tickColor: INK.axis,
    gridColor: INK.grid,
    labelFlush: true,
    titlePadding: 8,
  },
  legend: {
    labelColor: INK.text,
    titleColor: INK.text,
    labelFontSize: 12.5,
    titleFontSize: 12.5,
    titleFontWeight: 'normal',
    symbolSize: 110,
    symbolStrokeWidth: 2,
    // line-chart.ts shortens names by their middle; Vega would cut their ends, and by widths that it guesses too large.
    labelLimit: 0,
    orient: 'top',
    titleOrient: 'left',
    columnPadding: 16,
  },
  header: {
    labelColor: INK.text,
    titleColor: INK.text,
    labelFontSize: 12.5,
    labelFontWeight: 'bold',
    labelLimit: 0,
  },
};

/** Drawings are as wide as a phone can show with readable text; on a wide page two stand side by side. */
export const SIZE = { width: 400, height: 250, panelWidth: 178, panelHeight: 160 } as const;
