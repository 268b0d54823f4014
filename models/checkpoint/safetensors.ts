/** The safetensors format (huggingface/safetensors, README "Format"): a JSON header, then the tensors' bytes. */
import type { Result } from '../../contract/problem.ts';
import { attempt, refuse, shown } from './refusal.ts';
import {
  elementCount,
  itemSize,
  type CheckpointTensor,
  type CheckpointTensors,
  type TensorType,
  type Weights,
} from './tensors.ts';

const typeNames: ReadonlyMap<string, TensorType> = new Map<string, TensorType>([
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['F32', 'float32'],
  ['F64', 'float64'],
  ['I64', 'int64'],
  ['I32', 'int32'],
  ['I16', 'int16'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
]);

const longestHeader = 16 * 2 ** 20;

/** True where the bytes begin as safetensors do: a plausible header length, then `{`. */
export function isSafetensors(bytes: Uint8Array): boolean {
  return bytes.length >= 10 && headerLength(bytes) <= 100e6 && bytes[8] === 0x7b;
}

/**
 * Reads a safetensors file; tensors are views into it. As the reference reader does, refuses headers that are not exact:
 * ranges must lie in the file, not overlap, leave no gap and fit type and shape.
 */
export function readSafetensors(bytes: Uint8Array): Result<CheckpointTensors> {
  return attempt(() => parseSafetensors(bytes));
}

interface Placed {
  readonly name: string;
  readonly tensor: CheckpointTensor;
  readonly begin: number;
  readonly end: number;
}

export function parseSafetensors(bytes: Uint8Array): CheckpointTensors {
  if (!isSafetensors(bytes)) refuse('corrupt', 'This is not a safetensors file, or its start is damaged.');
  const length = headerLength(bytes);
  if (length > longestHeader) refuse('too-large', 'The header of the safetensors file is too long.');
  if (8 + length > bytes.length) {
    refuse('truncated', 'The safetensors file ends inside its header: the file is cut off. Copy it again.');
  }
  const data = bytes.subarray(8 + length);
  const placed = parseHeader(bytes.subarray(8, 8 + length))
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => place(name, value, data));
  checkCoverage(placed, data.length);
  return new Map(placed.map(({ name, tensor }) => [name, tensor]));
}

function headerLength(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
}

function parseHeader(bytes: Uint8Array): [string, unknown][] {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    header = null;
  }
  if (!isRecord(header)) return refuse('corrupt', 'The header of the safetensors file is damaged.');
  return Object.entries(header);
}

function place(name: string, value: unknown, data: Uint8Array): Placed {
  if (!isRecord(value)) return refuseTensor(name, 'is not described');
  const { dtype, shape, data_offsets: offsets } = value;
  const type = typeof dtype === 'string' ? typeNames.get(dtype) : undefined;
  if (type === undefined) {
    return refuse(
      'unsupported',
      `Tensor ${shown(name)} has type ${shown(String(dtype))}, which is not supported.`,
    );
  }
  if (!isCounts(shape) || shape.length > 64) return refuseTensor(name, 'has no proper shape');
  if (!isCounts(offsets) || offsets.length !== 2) return refuseTensor(name, 'has no proper place');
  const [begin, end] = offsets;
  if (begin > end || end - begin !== elementCount(shape) * itemSize[type]) {
    return refuseTensor(name, 'has a place that does not fit its shape');
  }
  if (end > data.length) {
    return refuse(
      'truncated',
      `The file ends before tensor ${shown(name)} does: it is cut off. Copy it again.`,
    );
  }
  return { name, tensor: { type, shape, bytes: data.subarray(begin, end) }, begin, end };
}

function checkCoverage(placed: readonly Placed[], length: number): void {
  let at = 0;
  for (const { name, begin, end } of [...placed].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) refuseTensor(name, begin < at ? 'overlaps another' : 'leaves a gap before it');
    at = end;
  }
  if (at !== length) refuse('corrupt', 'The safetensors file has bytes after its last tensor.');
}

function refuseTensor(name: string, what: string): never {
  return refuse('corrupt', `The safetensors file is damaged: tensor ${shown(name)} ${what}.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

/** Writes weights as safetensors in their order: the same weights give the same bytes. Half precision rounds to the nearest. */
export function writeSafetensors(
  weights: Weights,
  precision: 'float32' | 'float16' = 'float32',
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = {};
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const [name, { shape, data }] of weights) {
    const stored = precision === 'float16' ? new Float16Array(data) : data;
    const dtype = precision === 'float16' ? 'F16' : 'F32';
    header[name] = { dtype, shape, data_offsets: [length, length + stored.byteLength] };
    parts.push(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength));
    length += stored.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // Padded with spaces so that the tensors begin on a multiple of eight and can be used where they lie.
  const start = Math.ceil((8 + text.length) / 8) * 8;
  const bytes = new Uint8Array(start + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(text, 8);
  bytes.fill(0x20, 8 + text.length, start);
  let at = start;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}
