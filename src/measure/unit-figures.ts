/** @file Measures of hidden units: a figure of each over the first training samples. */
import { checked } from '../engines/graphs.ts';
import { activationRows, hiddenLayers } from './hidden.ts';
import { type UnitName, unitMeasures } from './measures.ts';
import type { Subject } from './subject.ts';

/** By hidden layer, in order, a number a unit. */
export type LayerFigures = ReadonlyMap<string, Float64Array>;

/** Those that are wanted, over the first `count` training samples, by one pass; batches are put together in double precision. */
export async function unitFigures(
  { trainer, dataset, ...model }: Subject,
  count: number,
  measures = unitMeasures({}),
): Promise<ReadonlyMap<UnitName, LayerFigures>> {
  const hidden = hiddenLayers(model.network);
  const figures = new Map(
    measures.map(({ name, row }) => [
      name,
      new Map(hidden.map(({ layer, units }) => [layer, new Float64Array(units).fill(row.start)])),
    ]),
  );
  const output = (name: UnitName, layer: string): string => `${name} ${layer}`;
  if (measures.length === 0 || hidden.length === 0) return figures;
  await trainer.forward(
    `units ${measures.map(({ name }) => name)}`,
    (batch) => {
      const layers = activationRows(model, batch);
      return checked(
        Object.fromEntries(
          measures.flatMap(({ name, row }) =>
            layers.map(([layer, rows]) => [output(name, layer), row.figure(rows)]),
          ),
        ),
      );
    },
    dataset.train,
    count,
    (results, _, batch) => {
      for (const { name, row } of measures)
        for (const [layer, units] of figures.get(name)!) {
          const part = results[output(name, layer)]!;
          for (let unit = 0; unit < units.length; unit++)
            units[unit] = row.reduce(units[unit]!, part[unit]!, batch / count);
        }
    },
  );
  return figures;
}
