import type { TensorType } from '../tensors.ts';

/**
 * What a pickle describes, as plain data. Nothing in it can be called: a name (`PyGlobal`) stays a name, and
 * only the constructors in `constructors.ts` turn into values.
 */
export type PyValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PyList
  | PyTuple
  | PyDict
  | PySet
  | PyGlobal
  | PyInert
  | StorageReference
  | TensorReference;

export interface PyList {
  readonly kind: 'list';
  readonly items: PyValue[];
}

export interface PyTuple {
  readonly kind: 'tuple';
  readonly items: readonly PyValue[];
}

/** Keys that are objects compare by identity, which is enough for data that is only looked through. */
export interface PyDict {
  readonly kind: 'dict';
  readonly entries: Map<PyValue, PyValue>;
}

export interface PySet {
  readonly kind: 'set';
  readonly items: PyValue[];
}

/** A dotted name on the allow-list, e.g. `torch FloatStorage`. */
export interface PyGlobal {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
}

/** Something harmless that holds no weights (a device, a NumPy scalar): kept only so that reading can go on. */
export interface PyInert {
  readonly kind: 'inert';
}

/** A block of numbers kept outside the pickle. Offset and count are in elements. */
export interface StorageReference {
  readonly kind: 'storage';
  readonly key: string;
  readonly type: TensorType;
  readonly count: number;
  /** Where a view into a larger storage begins (torch before 0.4); 0 otherwise. */
  readonly viewOffset: number;
}

/** A tensor as a view of a storage: offset and strides in elements. */
export interface TensorReference {
  readonly kind: 'tensor';
  readonly storage: StorageReference;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export const inert: PyInert = { kind: 'inert' };

type Kind = Exclude<PyValue, null | boolean | number | bigint | string | Uint8Array>['kind'];

export function isKind<K extends Kind>(value: PyValue, kind: K): value is Extract<PyValue, { kind: K }> {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && value.kind === kind;
}
