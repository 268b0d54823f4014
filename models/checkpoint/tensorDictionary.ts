import { refuse } from './refusal.ts';
import { isKind, type PyDict, type PyValue, type TensorReference } from './pickle/values.ts';

/** What trainers call the entry that holds the weights, likeliest first. */
const usualNames = ['state_dict', 'model_state_dict', 'model', 'net', 'network', 'state', 'weights'];
const deepest = 8;

interface Candidate {
  readonly name: PyValue;
  readonly tensors: ReadonlyMap<string, TensorReference>;
}

/**
 * The state dictionary in what a checkpoint holds: the dictionary, there or nested, that has the most tensors under
 * texts; among equals the one with a usual name, else the first. Other entries (epoch, optimiser) are left.
 */
export function findTensors(root: PyValue): ReadonlyMap<string, TensorReference> {
  const candidates: Candidate[] = [];
  // A dictionary may stand in many places: each is looked at once, so that nesting cannot multiply the work.
  const seen = new Set<PyDict>();
  const look = (value: PyValue, name: PyValue, depth: number): void => {
    if (!isKind(value, 'dict') || seen.has(value) || depth > deepest) return;
    seen.add(value);
    const tensors = new Map<string, TensorReference>();
    for (const [key, entry] of value.entries) {
      if (typeof key === 'string' && isKind(entry, 'tensor')) tensors.set(key, entry);
      else look(entry, key, depth + 1);
    }
    if (tensors.size > 0) candidates.push({ name, tensors });
  };
  look(root, null, 0);
  if (candidates.length === 0) {
    refuse('bad-checkpoint', 'The checkpoint holds no dictionary of named tensors: save a state_dict.');
  }
  const most = Math.max(...candidates.map(({ tensors }) => tensors.size));
  const largest = candidates.filter(({ tensors }) => tensors.size === most);
  return largest.reduce((best, next) => (rank(next) < rank(best) ? next : best)).tensors;
}

function rank({ name }: Candidate): number {
  const index = usualNames.indexOf(name as string);
  return index === -1 ? usualNames.length : index;
}
