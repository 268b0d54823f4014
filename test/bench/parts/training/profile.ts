/** What ONNX Runtime's profile of a training step says, by what the operators are for. */

export interface ProfileEvent {
  readonly name: string;
  readonly cat: string;
  /** Start and length, microseconds. */
  readonly ts: number;
  readonly dur: number;
  readonly args?: { readonly op_name?: string };
}

const kinds = [
  'convolution forward',
  'input gradients',
  'kernel gradients: products',
  'kernel gradients: copies',
  'batch norm',
  'ReLU',
  'pooling and resizing',
  'other copies',
  'other elementwise and losses',
] as const;
type Kind = (typeof kinds)[number];

const copies = new Set([
  'Concat',
  'Expand',
  'Gather',
  'Pad',
  'Reshape',
  'Slice',
  'Split',
  'Transpose',
  'ReorderInput',
  'ReorderOutput',
]);
const ofImages = /^(Average|Max|GlobalAverage|GlobalMax)Pool$|^Resize$/;
/** Of the layers in training that a batch normalisation is made of. */
const normParts = /\.(batch_mean|batch_var|centred|squared|mean)(\.rows)?$/;

function kindOf(name: string, operator: string): Kind {
  // The gradient of which operator, or none.
  const [, of] = /^gradient\/(\w+)\//.exec(name) ?? [];
  if (of === 'Conv' || of === 'ConvTranspose') {
    if (operator === 'Conv' || operator === 'ConvTranspose') return 'input gradients';
    return copies.has(operator) ? 'kernel gradients: copies' : 'kernel gradients: products';
  }
  const subject = of ?? operator;
  if (/Conv$/.test(subject)) return 'convolution forward';
  if (subject === 'BatchNormalization' || (of === undefined && normParts.test(name))) return 'batch norm';
  if (subject === 'Relu') return 'ReLU';
  if (ofImages.test(subject)) return 'pooling and resizing';
  return copies.has(operator) ? 'other copies' : 'other elementwise and losses';
}

/** Shares of the time in operators, 0..1, largest first. */
export function profileKinds(events: readonly ProfileEvent[]): Readonly<Record<string, number>> {
  const ending = '_kernel_time';
  const sums = new Map<Kind, number>(kinds.map((kind) => [kind, 0]));
  let total = 0;
  for (const { name, cat, dur, args } of events) {
    if (cat !== 'Node' || !name.endsWith(ending) || args?.op_name === undefined) continue;
    const kind = kindOf(name.slice(0, -ending.length), args.op_name);
    sums.set(kind, (sums.get(kind) ?? 0) + dur);
    total += dur;
  }
  const largestFirst = [...sums].toSorted(([, one], [, other]) => other - one);
  return Object.fromEntries(largestFirst.map(([kind, sum]) => [kind, sum / total]));
}
