/** Which lines of the worklist are selected, and where the keyboard is. Pure. */

/** Exams by their ids: the selection stays with them when the list is sorted or filled. */
export interface Selection {
  /** Where the keyboard is; null before the first use. */
  readonly active: string | null;
  /** Where a range starts. */
  readonly anchor: string | null;
  readonly selected: ReadonlySet<string>;
}

export const nothingSelected: Selection = { active: null, anchor: null, selected: new Set() };

export const onlySelected = (examId: string): Selection => ({
  active: examId,
  anchor: examId,
  selected: new Set([examId]),
});

/** From the anchor to this exam, both included, in the order of the list. */
export function extendedTo(order: readonly string[], selection: Selection, examId: string): Selection {
  const to = order.indexOf(examId);
  const anchored = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const from = anchored < 0 ? to : anchored;
  return {
    active: examId,
    anchor: order[from] ?? examId,
    selected: new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1)),
  };
}

/** Adds the exam, or takes it away. */
export function toggled(selection: Selection, examId: string): Selection {
  const selected = new Set(selection.selected);
  if (!selected.delete(examId)) selected.add(examId);
  return { active: examId, anchor: examId, selected };
}

export const allSelected = (order: readonly string[], selection: Selection): Selection => ({
  ...selection,
  active: selection.active ?? order[0] ?? null,
  selected: new Set(order),
});

/** Line that the keyboard is on; where its exam has left the list, the first. -1 in an empty list. */
export function activeIndex(order: readonly string[], selection: Selection): number {
  const at = selection.active === null ? -1 : order.indexOf(selection.active);
  return at >= 0 ? at : order.length > 0 ? 0 : -1;
}

/** Where a key leads from line `from`; null where it is not one that moves. */
export function lineAfterKey(key: string, from: number, count: number, page: number): number | null {
  const clamp = (line: number) => Math.min(Math.max(line, 0), count - 1);
  switch (key) {
    case 'ArrowDown':
      return clamp(from + 1);
    case 'ArrowUp':
      return clamp(from - 1);
    case 'PageDown':
      return clamp(from + page);
    case 'PageUp':
      return clamp(from - page);
    case 'Home':
      return clamp(0);
    case 'End':
      return clamp(count - 1);
    default:
      return null;
  }
}

/** The keyboard follows to the exam that is read; several selected exams stay selected. */
export const followedTo = (selection: Selection, examId: string): Selection =>
  selection.selected.size > 1 ? { ...selection, active: examId, anchor: examId } : onlySelected(examId);
