/**
 * The constructors that a checkpoint may name, and what each becomes here. This is the whole list: a pickle that
 * names anything else is refused at the name, before anything is made of it.
 */
import { refuse, shown } from '../refusal.ts';
import type { TensorType } from '../tensors.ts';
import { inert, isKind, type PyGlobal, type PyValue, type StorageReference } from './values.ts';

type Construct = (parameters: readonly PyValue[]) => PyValue;

const makeInert: Construct = () => inert;

/** `OrderedDict()`, or as Python 2 wrote it, `OrderedDict([[key, value], ...])`. */
const makeDict: Construct = ([pairs]) => {
  const entries = new Map<PyValue, PyValue>();
  if (pairs !== undefined && isKind(pairs, 'list')) {
    // Taken out of the list, which Python makes for this one call: a list used by many calls costs its length once.
    for (const pair of pairs.items.splice(0)) {
      if (!isKind(pair, 'list') && !isKind(pair, 'tuple')) malformed('OrderedDict');
      entries.set(pair.items[0] ?? null, pair.items[1] ?? null);
    }
  }
  return { kind: 'dict', entries };
};

/** `torch._utils._rebuild_tensor(storage, offset, size, stride)`; version 2 adds what weights do not need. */
const rebuildTensor: Construct = ([storage, offset, size, strides]) => {
  if (storage === undefined || !isKind(storage, 'storage')) malformed('_rebuild_tensor');
  const shape = sizes(size);
  const steps = sizes(strides);
  if (!isCount(offset) || shape.length !== steps.length) malformed('_rebuild_tensor');
  return { kind: 'tensor', storage, offset, shape, strides: steps };
};

/** `_rebuild_parameter(tensor, ...)`, `Parameter(tensor, ...)`: the tensor itself. */
const unwrapTensor: Construct = ([tensor]) =>
  tensor !== undefined && isKind(tensor, 'tensor') ? tensor : malformed('_rebuild_parameter');

/** `torch._tensor._rebuild_from_type_v2(function, type, arguments, state)`: a tensor with Python attributes. */
const rebuildFromType: Construct = ([constructor, , parameters]) => {
  if (constructor === undefined || !isKind(constructor, 'global')) malformed('_rebuild_from_type_v2');
  if (parameters === undefined || !isKind(parameters, 'tuple')) malformed('_rebuild_from_type_v2');
  if (constructor.name === '_rebuild_from_type_v2') malformed('_rebuild_from_type_v2');
  return construct(constructor, parameters.items);
};

const makeSize: Construct = ([items]) =>
  items !== undefined && (isKind(items, 'tuple') || isKind(items, 'list'))
    ? { kind: 'tuple', items: items.items }
    : malformed('torch.Size');

const callable: ReadonlyMap<string, Construct> = new Map<string, Construct>([
  ['collections.OrderedDict', makeDict],
  ['collections.Counter', makeDict],
  ['torch._utils._rebuild_tensor', rebuildTensor],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
  ['torch._utils._rebuild_parameter', unwrapTensor],
  ['torch._utils._rebuild_parameter_with_state', unwrapTensor],
  ['torch.nn.parameter.Parameter', unwrapTensor],
  ['torch._tensor._rebuild_from_type_v2', rebuildFromType],
  ['torch.Size', makeSize],
  ['torch.device', makeInert],
  ['_codecs.encode', makeInert],
  ...['builtins', '__builtin__'].flatMap((module): [string, Construct][] =>
    ['set', 'frozenset', 'bytearray', 'complex'].map((name) => [`${module}.${name}`, makeInert]),
  ),
  ['numpy.dtype', makeInert],
  ...['numpy.core.multiarray', 'numpy._core.multiarray'].flatMap((module): [string, Construct][] => [
    [`${module}._reconstruct`, makeInert],
    [`${module}.scalar`, makeInert],
  ]),
]);

const storageTypes: ReadonlyMap<string, TensorType> = new Map<string, TensorType>([
  ['HalfStorage', 'float16'],
  ['FloatStorage', 'float32'],
  ['DoubleStorage', 'float64'],
  ['LongStorage', 'int64'],
  ['IntStorage', 'int32'],
  ['ShortStorage', 'int16'],
  ['CharStorage', 'int8'],
  ['ByteStorage', 'uint8'],
  ['BoolStorage', 'bool'],
  ['BFloat16Storage', 'bfloat16'],
]);

/** Names that may stand in a checkpoint as data but construct nothing. */
const namesOnly: ReadonlySet<string> = new Set([
  'numpy.ndarray',
  'torch.Tensor',
  ...[...storageTypes.keys()].flatMap((name) => [`torch.${name}`, `torch.cuda.${name}`]),
  ...['float16', 'float32', 'float64', 'half', 'float', 'double', 'bfloat16'].map((name) => `torch.${name}`),
  ...['int8', 'int16', 'int32', 'int64', 'uint8', 'bool', 'long', 'int', 'short'].map(
    (name) => `torch.${name}`,
  ),
]);

/** The name as a value, or a refusal that says which name it was. */
export function resolveGlobal(module: string, name: string): PyGlobal {
  const dotted = `${module}.${name}`;
  if (callable.has(dotted) || namesOnly.has(dotted)) return { kind: 'global', module, name };
  return refuseConstructor(dotted);
}

/** What the constructor makes of its arguments. Refuses names that may not be called. */
export function construct(constructor: PyValue, parameters: readonly PyValue[]): PyValue {
  if (!isKind(constructor, 'global')) refuse('corrupt', 'The checkpoint calls something that is not a name.');
  const dotted = `${constructor.module}.${constructor.name}`;
  const make = callable.get(dotted);
  return make === undefined ? refuseConstructor(dotted) : make(parameters);
}

export function refuseConstructor(dotted: string): never {
  return refuse(
    'unsafe-checkpoint',
    `The checkpoint asks for ${shown(dotted)}, which weights do not need; loading it in Python would run that. ` +
      'Nothing was run and nothing was imported. If you trust its author, save only its state_dict and import that.',
  );
}

/**
 * `('storage', class, key, location, count[, view])` (torch.serialization). The location (`cuda:0`) does not matter.
 * `view` is `(key, offset, size)` of a view into the storage.
 */
export function storageReference(persistentId: PyValue): StorageReference {
  if (!isKind(persistentId, 'tuple')) malformed('persistent id');
  const [tag, storageClass, key, , count, view = null] = persistentId.items;
  if (tag !== 'storage' || storageClass === undefined || !isKind(storageClass, 'global')) {
    malformed('persistent id');
  }
  const type = storageTypes.get(storageClass.name);
  if (type === undefined) malformed('persistent id');
  if ((typeof key !== 'string' && typeof key !== 'number') || !isCount(count)) malformed('persistent id');
  const viewOffset = view === null ? 0 : isKind(view, 'tuple') ? view.items[1] : null;
  if (!isCount(viewOffset)) malformed('persistent id');
  return { kind: 'storage', key: String(key), type, count, viewOffset };
}

function isCount(value: PyValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** PyTorch's own limit is 64 axes. */
const mostAxes = 64;

function sizes(value: PyValue | undefined): readonly number[] {
  if (value === undefined || (!isKind(value, 'tuple') && !isKind(value, 'list'))) malformed('tensor size');
  if (value.items.length > mostAxes || !value.items.every(isCount)) malformed('tensor size');
  return value.items as readonly number[];
}

function malformed(what: string): never {
  return refuse('corrupt', `The checkpoint is damaged: the arguments of a ${what} make no sense.`);
}
