/** @file A part of a model that stands before a graph and gives one of its Inputs. */
import type { Nodes } from './nodes.ts';
import type { ValueInfoProto } from './proto.ts';

export interface ModelPart {
  /** Inputs that are fed anew whenever the graph is computed. */
  readonly each: readonly ValueInfoProto[];
  /** Inputs that are always fed the same. */
  readonly kept: readonly ValueInfoProto[];
  readonly nodes: Pick<Nodes, 'written' | 'constants'>;
}
