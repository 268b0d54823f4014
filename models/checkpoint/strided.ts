import { elementCount } from './tensors.ts';

/** A view of a block of elements; offset and strides in elements. */
export interface StridedView {
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** One past the last element that the view touches; its offset where it has none. */
export function viewEnd({ offset, shape, strides }: StridedView): number {
  if (elementCount(shape) === 0) return offset;
  return shape.reduce((end, axis, index) => end + (axis - 1) * strides[index], offset + 1);
}

/** True where the elements lie in C order without gaps; strides of axes of length 1 do not count. */
export function isContiguous({ shape, strides }: StridedView): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

/**
 * The view's elements in C order: `block` itself where they lie so already, else a copy. The view must lie inside
 * the block (`viewEnd`).
 */
export function inOrder(block: Uint8Array, itemBytes: number, view: StridedView): Uint8Array {
  const count = elementCount(view.shape);
  if (isContiguous(view) || count === 0) {
    return block.subarray(view.offset * itemBytes, (view.offset + count) * itemBytes);
  }
  const copy = new Uint8Array(count * itemBytes);
  const axes = view.shape.length;
  const position = new Array<number>(axes).fill(0);
  let source = view.offset;
  for (let target = 0; target < copy.length;) {
    for (let byte = source * itemBytes, end = byte + itemBytes; byte < end;) copy[target++] = block[byte++];
    for (let axis = axes - 1; axis >= 0; axis--) {
      source += view.strides[axis];
      if (++position[axis] < view.shape[axis]) break;
      source -= view.strides[axis] * view.shape[axis];
      position[axis] = 0;
    }
  }
  return copy;
}
