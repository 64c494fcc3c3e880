/**
 * @file The report and the page of `watch` in headless Chromium: no error, no request, readable on a phone and on a wide screen, no
 * fault that axe-core finds (regions without names of their own among them). Skipped, and reported so, where there is no Chromium (CHROMIUM names one).
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch } from './browser.ts';
import { eluBench, start } from './cli-process.ts';
import { madeUpCurves, madeUpExperiment } from './made-up-experiment.ts';
import { madeUpRun } from './made-up-results.ts';
import { temporaryFolder } from './tiny-idx.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

describe.skipIf(chromiumPath === undefined)('in Chromium', () => {
  let browser: Browser;
  let file: string;
  const folder = mkdtempSync(join(tmpdir(), 'elu-bench-'));
  beforeAll(async () => {
    browser = await launch();
    const out = join(folder, 'results');
    madeUpExperiment(out, 'configs/mnist.yaml', ['runs=3'], madeUpCurves([0, 1, 3, 10, 30, 100, 300]));
    madeUpExperiment(out, 'configs/autoencoder.yaml', [], madeUpCurves([0, 1, 10, 100, 500], false));
    file = join(folder, 'report.html');
    // Two of one name.
    const again = join(folder, 'again');
    madeUpExperiment(again, 'configs/mnist.yaml', ['runs=1', 'train.epochs=5'], madeUpCurves(5));
    expect((await eluBench('report', out, again, '-o', file)).code).toBe(0);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens a page and gathers what goes wrong, and what it asks for. */
  const open = async (
    address: string,
    options: { width: number; scheme: 'light' | 'dark'; script?: boolean },
  ) => {
    const context = await browser.newContext({
      viewport: { width: options.width, height: 900 },
      colorScheme: options.scheme,
      javaScriptEnabled: options.script ?? true,
      // Else the page's policy keeps out axe-core too; that nothing is loaded is seen from the requests.
      bypassCSP: true,
    });
    const page = await context.newPage();
    const problems: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(address);
    return { page, problems, requests, close: () => context.close() };
  };

  const faults = async (page: Page) => {
    await page.evaluate(AXE);
    const { violations } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as AxeResult;
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
  };

  it.each([
    [400, 'light'],
    [1400, 'dark'],
  ] as const)(
    'the report at %d px, %s',
    async (width, scheme) => {
      const address = pathToFileURL(file).href;
      const { page, problems, requests, close } = await open(address, { width, scheme });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      const boxes = await Promise.all(
        (await page.locator('figure svg').all()).map((svg) => svg.boundingBox()),
      );
      expect(boxes).toHaveLength(20);
      for (const box of boxes) {
        expect(box!.width).toBeGreaterThan(300);
        expect(box!.height).toBeGreaterThan(150);
        expect(box!.x + box!.width).toBeLessThanOrEqual(width);
      }
      expect(await faults(page)).toEqual([]);
      expect(problems).toEqual([]);
      expect(requests).toEqual([address]);
      await close();
    },
    120_000,
  );

  it('the report without JavaScript, and what it gives to download', async () => {
    const { page, problems, close } = await open(pathToFileURL(file).href, {
      width: 1000,
      scheme: 'light',
      script: false,
    });
    expect(await page.locator('figure svg').first().isVisible()).toBe(true);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByText('Data (CSV)').first().click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    expect(readFileSync(await download.path(), 'utf8')).toMatch(/^activation,x,f\nelu,-5,-0\.993262\n/);
    expect(problems).toEqual([]);
    await close();
  }, 120_000);

  it('the page of watch follows a run, and says when it is left alone', async () => {
    const out = temporaryFolder();
    const run = madeUpRun(out, 'activation=elu', 0, { errors: [0.9, 0.5, 0.4], status: 'running' });
    const { child, ended } = start(['watch', out]);
    const address = await new Promise<string>((resolve) => {
      child.stdout!.once('data', (text: Buffer) => resolve(/http:\S+/.exec(String(text))![0]));
    });
    const { page, problems, requests, close } = await open(address, { width: 400, scheme: 'dark' });
    expect(await page.locator('figure svg').count()).toBeGreaterThan(0);
    expect(await page.textContent('table')).toContain('0.4');
    appendFileSync(join(run, 'log.csv'), '300,3,0.01,,0.123,,0.123,,,6\n');
    await page.getByText('0.123').first().waitFor({ timeout: 90_000 });
    expect(await faults(page)).toEqual([]);
    expect(requests.every((url) => url.startsWith(address))).toBe(true);
    expect(problems).toEqual([]);
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
    await page.getByText('has ended').waitFor({ timeout: 60_000 });
    await close();
  }, 240_000);
});
