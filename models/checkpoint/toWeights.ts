import { fail, ok, type Result } from '../../contract/problem.ts';
import type { WeightTable } from '../graph/weightTable.ts';
import { toFloat32 } from './float.ts';
import { shown } from './refusal.ts';
import { sameShape, type CheckpointTensors, type Weights } from './tensors.ts';

export interface ToWeightsOptions {
  /** Leaves tensors that the architecture does not take out of the weights; otherwise they are a problem. */
  readonly allowUnexpected?: boolean;
}

/** How a checkpoint and an architecture's table of weights differ. */
export interface Mismatch {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  /** `name (3x3, expected 5x5)`. */
  readonly misshapen: readonly string[];
}

/**
 * The weights of a network, checked name by name and shape by shape against its table and converted to float32, in the
 * table's order. PyTorch's `num_batches_tracked` counters are not weights and are left out.
 *
 * Problem `bad-checkpoint`: what is missing, unexpected or misshapen, or which tensors hold values that are not finite, or variances
 * below 0.
 */
export function toWeights(
  tensors: CheckpointTensors,
  table: WeightTable,
  options: ToWeightsOptions = {},
): Result<Weights> {
  const { missing, misshapen, unexpected } = compare(tensors, table);
  const parts = [
    listed(missing, 'missing'),
    listed(misshapen, 'of another shape'),
    options.allowUnexpected ? '' : listed(unexpected, 'unexpected'),
  ].filter((part) => part !== '');
  if (parts.length > 0) {
    return fail('bad-checkpoint', `The checkpoint does not fit the network. ${parts.join(' ')}`);
  }
  const weights = new Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>();
  const broken: string[] = [];
  const negative: string[] = [];
  for (const { name, shape } of table) {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new Error(`tensor ${name} was there a moment ago`);
    const data = toFloat32(tensor);
    if (!allFinite(data)) broken.push(name);
    if (name.endsWith('.running_var') && data.some((value) => value < 0)) negative.push(name);
    weights.set(name, { shape, data });
  }
  const reasons = [
    broken.length > 0
      ? `The checkpoint holds values that are not finite float32 numbers. ${listed(broken, 'affected')}`
      : '',
    negative.length > 0 ? `The checkpoint holds negative variances. ${listed(negative, 'affected')}` : '',
  ].filter((reason) => reason !== '');
  return reasons.length === 0 ? ok(weights) : fail('bad-checkpoint', reasons.join(' '));
}

/** In what a checkpoint differs from a table, by name and shape. */
export function compare(tensors: CheckpointTensors, table: WeightTable): Mismatch {
  const known = new Set(table.map(({ name }) => name));
  const misshapen: string[] = [];
  for (const { name, shape } of table) {
    const tensor = tensors.get(name);
    if (tensor !== undefined && !sameShape(tensor.shape, shape)) {
      misshapen.push(`${name} (${shapeText(tensor.shape)}, expected ${shapeText(shape)})`);
    }
  }
  return {
    missing: table.filter(({ name }) => !tensors.has(name)).map(({ name }) => name),
    unexpected: [...tensors.keys()].filter((name) => !known.has(name) && !isCounter(name)),
    misshapen,
  };
}

function isCounter(name: string): boolean {
  return name === 'num_batches_tracked' || name.endsWith('.num_batches_tracked');
}

function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'a single number' : shape.join('x');
}

/** More than any network has tensors, so that only what is unexpected is ever cut. */
const mostNames = 1000;

/** `2 tensors missing: a, b.` */
function listed(names: readonly string[], state: string): string {
  if (names.length === 0) return '';
  const rest = names.length - mostNames;
  const some = names.slice(0, mostNames).map(shown).join(', ');
  const count = `${names.length} tensor${names.length === 1 ? '' : 's'}`;
  return `${count} ${state}: ${some}${rest > 0 ? ` and ${rest} more` : ''}.`;
}

function allFinite(values: Float32Array): boolean {
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index])) return false;
  }
  return true;
}
