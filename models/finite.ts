import { fail, ok, type Result } from '../contract/problem.ts';

/**
 * A network's outputs, if all their numbers are finite; else problem `compute-failed`. Damaged weights, an image far out
 * of range or a faulty device give NaN or infinity, and none of that may pass for a finding.
 */
export function finiteOutputs<Outputs extends object>(outputs: Outputs): Result<Outputs> {
  const broken = Object.entries(outputs).find(([, value]) => !isFinite(value));
  if (broken === undefined) return ok(outputs);
  return fail(
    'compute-failed',
    `The network gave numbers that are not finite (${broken[0]}): its weights are damaged, the image's values are out of range, or the device computes wrongly. Try --device cpu, or import the weights again.`,
  );
}

/** Whether all numbers in `value`, at any depth, are finite. */
function isFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value instanceof Float32Array) return value.every(Number.isFinite);
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isFinite);
  return true;
}
