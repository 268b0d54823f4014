import type { Value } from '../../models/graph/operations.ts';
import type { GradientWriter } from './gradientWriter.ts';
import type { RuleTable } from './rule.ts';

/** Products of matrices. */
export const linearRules: RuleTable = {
  MatMul: ({ gradient, inputs: [a, b], needed, write }) => {
    const product = (left: Value, right: Value) => write.op({ op: 'MatMul' }, left, right);
    return [
      needed[0] ? write.unbroadcast(product(gradient, turned(write, b)), a.shape) : null,
      needed[1] ? write.unbroadcast(product(turned(write, a), gradient), b.shape) : null,
    ];
  },
  Gemm: ({ gradient, inputs: [x, w, bias], needed, write }) => [
    needed[0] ? write.op({ op: 'MatMul' }, gradient, w) : null,
    needed[1] ? write.op({ op: 'MatMul' }, turned(write, gradient), x) : null,
    ...(bias === undefined ? [] : [needed[2] ? write.sum(gradient, [0]) : null]),
  ],
};

/** The last two axes exchanged. */
function turned(write: GradientWriter, x: Value): Value {
  const rank = x.shape.length;
  const axes = x.shape.map((_, axis) => axis);
  return write.transpose(x, [...axes.slice(0, -2), rank - 1, rank - 2]);
}
