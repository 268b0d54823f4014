import type { RuleTable } from './rule.ts';

/** Operators that pick, join and reorder numbers, and those that sum them up. */
export const movementRules: RuleTable = {
  Reshape: ({ gradient, inputs: [x], write }) => [write.reshape(gradient, x.shape)],
  Transpose: ({ operation: { permutation }, gradient, write }) => {
    const back = permutation.map((_, axis) => permutation.indexOf(axis));
    return [write.transpose(gradient, back)];
  },
  Concat: ({ operation: { axis }, gradient, inputs, needed, write }) => {
    let end = 0;
    return inputs.map(({ shape }, at) => {
      const start = end;
      end += shape[axis];
      return needed[at] ? write.op({ op: 'Slice', parts: [{ axis, start, end, step: 1 }] }, gradient) : null;
    });
  },
  Slice: ({ operation: { parts }, gradient, inputs: [x], write }) => {
    const before = x.shape.map(() => 0);
    const after = x.shape.map(() => 0);
    for (const { axis, start, end, step } of parts) {
      if (step !== 1 || end === null) throw new Error('Slice has no rule for steps other than 1');
      before[axis] = start;
      after[axis] = x.shape[axis] - end;
    }
    return [write.op({ op: 'Pad', before, after }, gradient)];
  },
  Pad: ({ operation: { before }, gradient, inputs: [x], write }) => {
    const parts = x.shape.map((length, axis) => {
      return { axis, start: before[axis], end: before[axis] + length, step: 1 };
    });
    return [write.op({ op: 'Slice', parts }, gradient)];
  },
  Expand: ({ gradient, inputs: [x], write }) => [write.unbroadcast(gradient, x.shape)],
  Gather: ({ operation: { axis, indices }, gradient, inputs: [x], write }) => {
    // As a product with a matrix of zeros and ones: an index may be named twice.
    const length = x.shape[axis];
    const chosen = write.table(`chosen${indices.join('_')}`, [indices.length, length], () => {
      const matrix = new Float32Array(indices.length * length);
      indices.forEach((index, row) => (matrix[row * length + index] = 1));
      return matrix;
    });
    const last = x.shape.length - 1;
    const swap = x.shape.map((_, at) => (at === axis ? last : at === last ? axis : at));
    if (axis === last) return [write.op({ op: 'MatMul' }, gradient, chosen)];
    return [write.transpose(write.op({ op: 'MatMul' }, write.transpose(gradient, swap), chosen), swap)];
  },
  GatherElements: ({ operation: { axis }, gradient, inputs: [x, indices], write }) => [
    write.op({ op: 'ScatterElements', axis, reduction: 'add' }, write.zeros(x.shape), indices, gradient),
    null,
  ],
  TopK: ({ gradient, inputs: [x], outputs: [, indices], write }) => [
    write.op(
      { op: 'ScatterElements', axis: x.shape.length - 1, reduction: 'none' },
      write.zeros(x.shape),
      indices,
      gradient,
    ),
  ],
  ArgMax: () => [null],
  ReduceSum: ({ operation: { axes }, gradient, inputs: [x], write }) => {
    const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    return [write.expand(write.reshape(gradient, kept), x.shape)];
  },
  ReduceMean: ({ operation: { axes }, gradient, inputs: [x], write }) => {
    const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
    return [write.expand(write.scale(write.reshape(gradient, kept), 1 / count), x.shape)];
  },
};
