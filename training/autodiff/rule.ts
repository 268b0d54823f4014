import type { OperationNamed, OperatorName, Value } from '../../models/graph/operations.ts';
import type { GradientWriter } from './gradientWriter.ts';

/** One application of an operator on its way back. */
export interface Backward<Name extends OperatorName> {
  readonly operation: OperationNamed<Name>;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Gradient of the loss by the first output, of its shape: no rule needs that of another one. */
  readonly gradient: Value;
  /** Which inputs the wanted parameters reach: the gradients of others are not used. */
  readonly needed: readonly boolean[];
  readonly write: GradientWriter;
}

/** Gradients of the loss by the inputs, in order; null where there is none or it is not needed. */
export type Rule<Name extends OperatorName> = (backward: Backward<Name>) => readonly (Value | null)[];

export type RuleTable = { readonly [Name in OperatorName]?: Rule<Name> };
