import type { OperationNamed, Pads, Value } from '../../models/graph/operations.ts';
import type { GradientWriter } from './gradientWriter.ts';
import type { RuleTable } from './rule.ts';

type Window = Pick<OperationNamed<'Conv'>, 'strides' | 'pads' | 'dilations'>;

/** Fewer input channels than this make matrices too thin to multiply one kernel position at a time. */
const thinChannels = 8;

/** With this many pixels per output channel one larger product is faster than three, though its factor must be put together. */
const stackedPixels = 32;

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
  window: Window,
  x: Value,
  kernel: readonly number[],
  gradient: Value,
): Value {
  const [outputs, inputs, kernelRows, kernelColumns] = kernel;
  const [images, , rows, columns] = gradient.shape;
  const pixels = rows * columns;
  if (images > 1 && outputs * inputs > pixels) return ofSmallMaps(write, window, x, kernel, gradient);
  if (inputs < thinChannels) return ofThinInput(write, window, x, kernel, gradient);
  const onePosition = kernelRows * kernelColumns === 1;
  const everyPixel = window.strides.every((stride) => stride === 1);
  if (everyPixel && !onePosition) return byRowsAndColumns(write, window, x, kernel, gradient);
  const left = write.reshape(gradient, [images, outputs, pixels]);
  const parts = shiftedInputs(write, window, x, kernel, gradient.shape).map((position) =>
    write.reshape(product(write, left, turned(write, position)), [images, outputs, inputs, 1]),
  );
  return write.reshape(write.sum(joined(write, parts, 3), [0]), kernel);
}

/**
 * Of x what each kernel position meets, of the size of the output; row by row of the kernel. Rows of x lie along `rowAxis`,
 * its columns along the next.
 */
function shiftedInputs(
  write: GradientWriter,
  { strides, pads, dilations }: Window,
  x: Value,
  [, , kernelRows, kernelColumns]: readonly number[],
  [, , rows, columns]: readonly number[],
  rowAxis: 1 | 2 = 2,
): readonly Value[] {
  const [top, left, bottom, right] = pads;
  const around = (onRows: number, onColumns: number) =>
    x.shape.map((_, axis) => (axis === rowAxis ? onRows : axis === rowAxis + 1 ? onColumns : 0));
  const padded = pads.every((pad) => pad === 0)
    ? x
    : write.op({ op: 'Pad', before: around(top, left), after: around(bottom, right) }, x);
  if (padded.shape[rowAxis] === rows && padded.shape[rowAxis + 1] === columns) return [padded];
  const along = (axis: 0 | 1, at: number, count: number) => {
    const start = at * dilations[axis];
    const end = start + (count - 1) * strides[axis] + 1;
    return { axis: rowAxis + axis, start, end, step: strides[axis] };
  };
  return Array.from({ length: kernelRows * kernelColumns }, (_, at) => {
    const [row, column] = [Math.floor(at / kernelColumns), at % kernelColumns];
    return write.op({ op: 'Slice', parts: [along(0, row, rows), along(1, column, columns)] }, padded);
  });
}

/**
 * Many channels: a product per image would write more than it reads. All images side by side; with channels last, what is
 * shifted are whole pieces of memory.
 */
function ofSmallMaps(
  write: GradientWriter,
  window: Window,
  x: Value,
  kernel: readonly number[],
  gradient: Value,
): Value {
  const [outputs, inputs] = kernel;
  const [images, , rows, columns] = gradient.shape;
  const pixels = images * rows * columns;
  const left = write.reshape(write.transpose(gradient, [1, 0, 2, 3]), [outputs, pixels]);
  const channelsLast = write.transpose(x, [0, 2, 3, 1]);
  const parts = shiftedInputs(write, window, channelsLast, kernel, gradient.shape, 1).map((position) => {
    const right = write.reshape(position, [pixels, inputs]);
    return write.reshape(product(write, left, right), [outputs, 1, inputs]);
  });
  return write.reshape(write.transpose(joined(write, parts, 1), [0, 2, 1]), kernel);
}

/** Few input channels: all positions in one matrix. */
function ofThinInput(
  write: GradientWriter,
  window: Window,
  x: Value,
  kernel: readonly number[],
  gradient: Value,
): Value {
  const [outputs, inputs] = kernel;
  const [images, , rows, columns] = gradient.shape;
  const unfolded = joined(write, shiftedInputs(write, window, x, kernel, gradient.shape), 1);
  const left = write.reshape(gradient, [images, outputs, rows * columns]);
  const perImage = product(write, left, turned(write, unfolded));
  const summed = write.reshape(write.sum(perImage, [0]), [outputs, unfolded.shape[1] / inputs, inputs]);
  return write.reshape(write.transpose(summed, [0, 2, 1]), kernel);
}

/**
 * With stride 1 only rows of x are shifted, which are whole pieces of memory, and columns of the gradient: of 3 x 3 positions,
 * four copies instead of nine.
 */
function byRowsAndColumns(
  write: GradientWriter,
  { pads: [top, left], dilations }: Window,
  x: Value,
  kernel: readonly number[],
  gradient: Value,
): Value {
  const [outputs, inputs, kernelRows, kernelColumns] = kernel;
  const [images, , rows] = gradient.shape;
  const columns = x.shape[3];
  const pixels = rows * columns;
  const perColumn = Array.from({ length: kernelColumns }, (_, at) =>
    moved(write, gradient, 3, at * dilations[1] - left, columns),
  );
  const perRow = Array.from({ length: kernelRows }, (_, at) =>
    turned(write, moved(write, x, 2, top - at * dilations[0], rows)),
  );
  if (pixels > stackedPixels * outputs) {
    const stacked = joined(write, perColumn, 1);
    const lefts = write.reshape(stacked, [images, kernelColumns * outputs, pixels]);
    const parts = perRow.map((right) => {
      const summed = write.sum(product(write, lefts, right), [0]);
      return write.reshape(summed, [kernelColumns, outputs, 1, inputs]);
    });
    return write.transpose(joined(write, parts, 2), [1, 3, 2, 0]);
  }
  const lefts = perColumn.map((value) => write.reshape(value, [images, outputs, pixels]));
  const parts = perRow.flatMap((right) =>
    lefts.map((each) => write.reshape(product(write, each, right), [images, outputs, inputs, 1])),
  );
  return write.reshape(write.sum(joined(write, parts, 3), [0]), kernel);
}

/** `x` with its start moved by `by` along `axis`, and `length` there: zeros come in, what leaves is lost. */
function moved(write: GradientWriter, x: Value, axis: 2 | 3, by: number, length: number): Value {
  const after = length - x.shape[axis] - by;
  if (by === 0 && after === 0) return x;
  const on = (amount: number) => x.shape.map((_, at) => (at === axis ? amount : 0));
  return write.op({ op: 'Pad', before: on(by), after: on(after) }, x);
}

/** (N, C, H, W) as a matrix per image with a row per pixel: (N, H W, C). */
function turned(write: GradientWriter, x: Value): Value {
  const [images, channels, rows, columns] = x.shape;
  return write.transpose(write.reshape(x, [images, channels, rows * columns]), [0, 2, 1]);
}

function product(write: GradientWriter, a: Value, b: Value): Value {
  return write.op({ op: 'MatMul' }, a, b);
}

function joined(write: GradientWriter, parts: readonly Value[], axis: number): Value {
  return parts.length === 1 ? parts[0] : write.op({ op: 'Concat', axis }, ...parts);
}
