import type { Value } from '../../models/graph/operations.ts';
import type { Backward, RuleTable } from './rule.ts';

export const normalisationRules: RuleTable = {
  BatchNormalization: (backward) => {
    const { operation, gradient, inputs, needed, write } = backward;
    const [x, scale, , mean, variance] = inputs;
    const rank1 = (value: number) => write.constant(value, 1);
    const deviation = write.op({ op: 'Sqrt' }, write.add(variance, rank1(operation.epsilon)));
    const inverse = write.divide(rank1(1), deviation);
    const shiftGradient = write.channelSum(gradient);
    // Sum of gradient times (x - mean), as one pass over both: the mean's share is taken off afterwards.
    const products = write.channelSum(write.multiply(gradient, x));
    const centred = write.subtract(products, write.multiply(mean, shiftGradient));
    const scaleGradient = write.multiply(centred, inverse);
    const factor = write.multiply(scale, inverse);
    const inputGradient = () =>
      operation.statistics === 'running'
        ? write.multiply(gradient, write.perChannel(factor))
        : throughStatistics(backward, { inverse, factor, shiftGradient, scaleGradient });
    return [
      needed[0] ? inputGradient() : null,
      needed[1] ? scaleGradient : null,
      needed[2] ? shiftGradient : null,
      null,
      null,
    ];
  },
};

interface Parts {
  /** 1 / standard deviation, (C). */
  readonly inverse: Value;
  /** scale / standard deviation, (C). */
  readonly factor: Value;
  readonly shiftGradient: Value;
  readonly scaleGradient: Value;
}

/**
 * The gradient by x where mean and variance are its own (Ioffe and Szegedy 2015, section 3): with n numbers per channel,
 * factor (g - sum(g)/n - xhat sum(g xhat)/n). Written as factor g + slope x + offset, since slope x + offset is again a batch
 * normalisation, one pass over x.
 */
function throughStatistics(
  { gradient, inputs, write }: Backward<'BatchNormalization'>,
  { inverse, factor, shiftGradient, scaleGradient }: Parts,
): Value {
  const [x, , , mean] = inputs;
  const [images, channels, rows, columns] = x.shape;
  const count = images * rows * columns;
  const slope = write.scale(write.multiply(write.multiply(factor, inverse), scaleGradient), -1 / count);
  const offset = write.scale(write.multiply(factor, shiftGradient), -1 / count);
  // Around the mean: slope (x - mean) + offset.
  const ones = write.table('one', [channels], () => new Float32Array(channels).fill(1));
  const line = write.op(
    { op: 'BatchNormalization', epsilon: 0, statistics: 'running' },
    x,
    slope,
    offset,
    mean,
    ones,
  );
  return write.add(write.multiply(gradient, write.perChannel(factor)), line);
}
