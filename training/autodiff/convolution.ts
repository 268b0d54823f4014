import type { OperationNamed, Pads, Value } from '../../models/graph/operations.ts';
import type { GradientWriter } from './gradientWriter.ts';
import type { RuleTable } from './rule.ts';

type Window = Pick<OperationNamed<'Conv'>, 'strides' | 'pads' | 'dilations'>;

/** Fewer input channels than this make matrices too thin to multiply one kernel position at a time. */
const thinChannels = 8;

export const convolutionRules: RuleTable = {
  Conv: ({ operation, gradient, inputs: [x, w, bias], needed, write }) => {
    if (operation.groups !== 1) throw new Error('Conv has no rule for groups');
    return [
      needed[0] ? inputGradient(write, operation, x.shape, w, gradient) : null,
      needed[1] ? kernelGradient(write, operation, x, w.shape, gradient) : null,
      ...(bias === undefined ? [] : [needed[2] ? write.channelSum(gradient) : null]),
    ];
  },
  /** It is the gradient of a convolution by its input; so its own gradients are that convolution and its kernel's gradient. */
  ConvTranspose: ({ operation, gradient, inputs: [x, w], needed, write }) => {
    const { strides, pads, dilations } = operation;
    return [
      needed[0] ? write.op({ op: 'Conv', strides, pads, dilations, groups: 1 }, gradient, w) : null,
      needed[1] ? kernelGradient(write, operation, gradient, w.shape, x) : null,
    ];
  },
};

function inputGradient(
  write: GradientWriter,
  { strides, pads, dilations }: Window,
  x: readonly number[],
  w: Value,
  gradient: Value,
): Value {
  const extent = [0, 1].map((axis) => (w.shape[2 + axis] - 1) * dilations[axis]);
  const mirrored = pads.map((pad, side) => extent[side % 2] - pad) as unknown as Pads;
  if (strides[0] === 1 && strides[1] === 1 && mirrored.every((pad) => pad >= 0)) {
    // With stride 1: a convolution with the kernel turned by 180 degrees, which is faster than its transpose.
    return write.op(
      { op: 'Conv', strides, pads: mirrored, dilations, groups: 1 },
      gradient,
      halfTurned(write, w),
    );
  }
  const reached = (axis: 0 | 1) =>
    (gradient.shape[2 + axis] - 1) * strides[axis] - pads[axis] - pads[axis + 2] + extent[axis] + 1;
  const outputPadding = [x[2] - reached(0), x[3] - reached(1)] as const;
  return write.op({ op: 'ConvTranspose', strides, pads, dilations, outputPadding }, gradient, w);
}

/** Channels exchanged, rows and columns backwards. */
function halfTurned(write: GradientWriter, w: Value): Value {
  const exchanged = write.transpose(w, [1, 0, 2, 3]);
  const parts = [2, 3].flatMap((axis) =>
    w.shape[axis] === 1 ? [] : [{ axis, start: w.shape[axis] - 1, end: null, step: -1 }],
  );
  return parts.length === 0 ? exchanged : write.op({ op: 'Slice', parts }, exchanged);
}

/**
 * The kernel's gradient, (outputs, inputs, rows, columns): for each kernel position, the product of the output's gradient
 * and the input shifted by that position, summed over images and pixels, as a product of matrices.
 */
function kernelGradient(
  write: GradientWriter,
  { strides, pads, dilations }: Window,
  x: Value,
  kernel: readonly number[],
  gradient: Value,
): Value {
  const [outputs, inputs, kernelRows, kernelColumns] = kernel;
  const [images, , rows, columns] = gradient.shape;
  const pixels = rows * columns;
  const [top, left, bottom, right] = pads;
  const padded = pads.every((pad) => pad === 0)
    ? x
    : write.op({ op: 'Pad', before: [0, 0, top, left], after: [0, 0, bottom, right] }, x);
  const shifted = (row: number, column: number): Value => {
    const along = (axis: 0 | 1, at: number, count: number) => {
      const start = at * dilations[axis];
      return { axis: 2 + axis, start, end: start + (count - 1) * strides[axis] + 1, step: strides[axis] };
    };
    const parts = [along(0, row, rows), along(1, column, columns)];
    const whole = padded.shape[2] === rows && padded.shape[3] === columns;
    return whole ? padded : write.op({ op: 'Slice', parts }, padded);
  };
  const positions = Array.from({ length: kernelRows * kernelColumns }, (_, at) =>
    shifted(Math.floor(at / kernelColumns), at % kernelColumns),
  );
  const product = (a: Value, b: Value) => write.op({ op: 'MatMul' }, a, b);

  if (images > 1 && outputs * inputs > pixels) {
    // Small maps, many channels: a product per image would write more than it reads. All images side by side.
    const left = write.reshape(write.transpose(gradient, [1, 0, 2, 3]), [outputs, images * pixels]);
    const parts = positions.map((position) => {
      const right = write.reshape(write.transpose(position, [0, 2, 3, 1]), [images * pixels, inputs]);
      return write.reshape(product(left, right), [outputs, inputs, 1]);
    });
    return write.reshape(joined(write, parts, 2), kernel);
  }
  const left3 = write.reshape(gradient, [images, outputs, pixels]);
  if (inputs < thinChannels) {
    const unfolded = joined(
      write,
      positions.map((position) => write.reshape(position, [images, inputs, pixels])),
      1,
    );
    const perImage = product(left3, write.transpose(unfolded, [0, 2, 1]));
    const summed = write.reshape(write.sum(perImage, [0]), [outputs, positions.length, inputs]);
    return write.reshape(write.transpose(summed, [0, 2, 1]), kernel);
  }
  const parts = positions.map((position) => {
    const right = write.transpose(write.reshape(position, [images, inputs, pixels]), [0, 2, 1]);
    return write.reshape(product(left3, right), [images, outputs, inputs, 1]);
  });
  return write.reshape(write.sum(joined(write, parts, 3), [0]), kernel);
}

function joined(write: GradientWriter, parts: readonly Value[], axis: number): Value {
  return parts.length === 1 ? parts[0] : write.op({ op: 'Concat', axis }, ...parts);
}
