/** @file TABLE of the ops that rules use among themselves and take apart again, of the families that they come in. */
import type { Expr } from '../../../graph/expr.ts';
import { type Outputs, rebuild } from '../rules/rule.ts';
import { CONVOLUTION_COMPOSITES, CONVOLUTION_FORMS } from './convolutions.ts';
import { POOLING_COMPOSITES, POOLING_FORMS } from './pooling.ts';
import { type CompositeRows, compositeMaker, type SpaceForms } from './row.ts';
import { TRANSFORM_COMPOSITES } from './transform.ts';

const FAMILIES = { ...CONVOLUTION_COMPOSITES, ...POOLING_COMPOSITES, ...TRANSFORM_COMPOSITES };
type CompositeOp = keyof typeof FAMILIES;
export const COMPOSITES: CompositeRows<CompositeOp> = FAMILIES;

const FORMS = { ...CONVOLUTION_FORMS, ...POOLING_FORMS };
export type Formed = keyof typeof FORMS;
/** What ops of images are of matrices; one without a form here is computed as the graph has it. */
export const SPACE_FORMS: SpaceForms<Formed> = FORMS;

/** A node that only rules know. */
export const composite = compositeMaker(COMPOSITES);

const isComposite = (node: Expr): node is Expr<CompositeOp> => Object.hasOwn(COMPOSITES, node.op);

const apart = <K extends CompositeOp>(node: Expr<K>): Expr =>
  COMPOSITES[node.op].lowering(node.inputs, node.attributes);

/** Replaces the ops that only rules know by plain ones. */
export const takeApart = (outputs: Outputs): Outputs =>
  rebuild(outputs, (node) => (isComposite(node) ? apart(node) : node));
