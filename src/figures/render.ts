/** @file From a drawing to SVG and PNG. The same drawing gives the same bytes. */
import { parse, resetSVGDefIds, View } from 'vega';
import { compile } from 'vega-lite';
import { INK } from './chart/theme.ts';
import type { Drawing } from './drawing.ts';

const logger = {
  level: () => logger,
  error: () => logger,
  warn: () => logger,
  info: () => logger,
  debug: () => logger,
};

/** An SVG file of its own, on white. */
export async function svgOf({ spec }: Pick<Drawing, 'spec'>): Promise<string> {
  resetSVGDefIds();
  const view = new View(parse(compile(spec, { logger: logger as never }).spec), {
    renderer: 'none',
    logger: logger as never,
  });
  try {
    return shorter(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** Hundredths of a pixel are enough. */
const shorter = (svg: string): string =>
  svg.replaceAll(/ d="[^"]*"/g, (path) =>
    path.replaceAll(/-?\d+\.\d+(e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100)),
  );

/**
 * The same for the middle of a page: sized by its place, in the page's colours, its ids told apart by `prefix`.
 * `label` is id of the element that says what it is.
 */
export const inlineSvg = (svg: string, prefix: string, label: string): string =>
  svg
    .replace(/^<svg [^>]*viewBox="([^"]*)"[^>]*>/, (_, box: string) => {
      const [, , width] = box.split(' ');
      return `<svg viewBox="${box}" role="img" aria-labelledby="${label}" style="max-width:${width}px">`;
    })
    // What each mark is in Vega's terms helps no reader; the label says what the whole is.
    .replaceAll(/ (?:role="graphics-[a-z]+"|aria-roledescription="[^"]*")/g, '')
    .replaceAll(/\bid="([^"]+)"/g, `id="${prefix}-$1"`)
    .replaceAll(/url\(#([^)]+)\)/g, `url(#${prefix}-$1)`)
    .replaceAll(INK.text, 'currentColor')
    .replaceAll(INK.axis, 'var(--axis)')
    .replaceAll(INK.grid, 'var(--grid)')
    .replaceAll(INK.paper, 'none');

/** Two pixels for each of the drawing's (of which 72 are an inch), for screens that have them. */
const PNG_DENSITY = 144;

export async function pngOf(svg: string): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return sharp(Buffer.from(svg), { density: PNG_DENSITY }).png({ compressionLevel: 9 }).toBuffer();
}
