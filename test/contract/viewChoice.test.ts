import { expect, it } from 'vitest';
import { compareForView, kindUses } from '../../contract/viewChoice.ts';
import type { ImageKind } from '../../contract/view.ts';

const kinds = Object.keys(kindUses) as readonly ImageKind[];
const image = (kind: ImageKind) => ({
  ...({ laterality: 'R', view: 'CC', modifiers: [], presentationIntent: null } as const),
  ...{ kind, acquired: '', instanceNumber: null },
});

it('decides between any two kinds of image, for one that can be the view itself', () => {
  const sorted = kinds.map(image).toSorted(compareForView);
  sorted.slice(1).forEach((next, at) => expect(compareForView(sorted[at], next)).toBeLessThan(0));
  const views = sorted.findLastIndex(({ kind }) => kindUses[kind].as === 'view');
  expect(sorted.slice(0, views).every(({ kind }) => kindUses[kind].as === 'view')).toBe(true);
  expect(kindUses[sorted[0].kind].as).toBe('view');
});
