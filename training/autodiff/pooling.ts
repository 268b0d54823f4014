import type { Value } from '../../models/graph/operations.ts';
import { elements } from '../../models/graph/shapes.ts';
import type { GradientWriter } from './gradientWriter.ts';
import type { RuleTable } from './rule.ts';

/** Operators that change the size of images. */
export const poolingRules: RuleTable = {
  /** All to the maximum; of equal ones, to the first in row-major order. */
  MaxPool: ({ operation: { kernel, strides }, gradient, inputs: [x], outputs: [, indices], write }) => {
    const overlapping = kernel[0] > strides[0] || kernel[1] > strides[1];
    const count = elements(gradient.shape);
    const scattered = write.op(
      { op: 'ScatterElements', axis: 0, reduction: overlapping ? 'add' : 'none' },
      write.zeros([elements(x.shape)]),
      write.reshape(indices, [count]),
      write.reshape(gradient, [count]),
    );
    return [write.reshape(scattered, x.shape)];
  },
  AveragePool: ({ operation: { kernel, strides }, gradient, inputs: [x], write }) => {
    const [images, channels, rows, columns] = x.shape;
    const [high, wide] = gradient.shape.slice(2);
    const planes = write.reshape(gradient, [images * channels, 1, high, wide]);
    const [kernelRows, kernelColumns] = kernel;
    const area = kernelRows * kernelColumns;
    const even = write.table('even', [1, 1, kernelRows, kernelColumns], () =>
      new Float32Array(area).fill(1 / area),
    );
    const spread = write.op(
      {
        op: 'ConvTranspose',
        strides,
        pads: [0, 0, 0, 0],
        dilations: [1, 1],
        outputPadding: [
          rows - ((high - 1) * strides[0] + kernelRows),
          columns - ((wide - 1) * strides[1] + kernelColumns),
        ],
      },
      planes,
      even,
    );
    return [write.reshape(spread, x.shape)];
  },
  GlobalAveragePool: ({ gradient, inputs: [x], write }) => {
    const share = write.scale(gradient, 1 / (x.shape[2] * x.shape[3]));
    return [write.expand(share, x.shape)];
  },
  GlobalMaxPool: ({ gradient, inputs: [x], write }) => {
    const [images, channels, rows, columns] = x.shape;
    const flat = write.reshape(x, [images, channels, rows * columns]);
    const scattered = write.op(
      { op: 'ScatterElements', axis: 2, reduction: 'none' },
      write.zeros(flat.shape),
      write.op({ op: 'ArgMax', axis: 2 }, flat),
      write.reshape(gradient, [images, channels, 1]),
    );
    return [write.reshape(scattered, x.shape)];
  },
  Resize: ({ operation: { mode }, gradient, inputs: [x], write }) => {
    const [images, channels, rows, columns] = x.shape;
    const [, , high, wide] = gradient.shape;
    if (mode === 'nearest') {
      const blocks = write.reshape(gradient, [images, channels, rows, high / rows, columns, wide / columns]);
      return [write.sum(blocks, [3, 5])];
    }
    // Bilinear resizing is a matrix from the left and one from the right; its gradient, their transposes.
    const across = write.op({ op: 'MatMul' }, gradient, interpolation(write, wide, columns, false));
    return [write.op({ op: 'MatMul' }, interpolation(write, high, rows, true), across)];
  },
};

/** Weights of linear interpolation with coinciding ends: (after, before), or its transpose. */
function interpolation(write: GradientWriter, after: number, before: number, transposed: boolean): Value {
  const shape = transposed ? [before, after] : [after, before];
  return write.table(transposed ? 'interpolationT' : 'interpolation', shape, () => {
    const matrix = new Float32Array(after * before);
    const put = (row: number, column: number, weight: number): void => {
      matrix[transposed ? column * after + row : row * before + column] += weight;
    };
    for (let row = 0; row < after; row++) {
      const position = after === 1 ? 0 : (row * (before - 1)) / (after - 1);
      const low = Math.min(Math.floor(position), before - 1);
      const high = Math.min(low + 1, before - 1);
      put(row, low, 1 - (position - low));
      put(row, high, position - low);
    }
    return matrix;
  });
}
