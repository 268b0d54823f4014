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

it('takes the later of two exposures, and never one without a time for the earlier', () => {
  const exposure = (acquired: string, instanceNumber: number | null = null) => ({
    ...image('conventional'),
    ...{ acquired, instanceNumber },
  });
  type Exposure = Parameters<typeof exposure>;
  const isLater = (one: Exposure, other: Exposure) =>
    compareForView(exposure(...one), exposure(...other)) < 0;
  expect(isLater(['20260302100000', 1], ['20260302090000', 2])).toBe(true);
  expect(isLater(['20260302100000.5'], ['20260302100000'])).toBe(true);
  expect(isLater(['20260302', 2], ['20260302100000', 1])).toBe(true);
  expect(isLater(['20260303', 1], ['20260302100000', 2])).toBe(true);
  expect(isLater(['', 2], ['20260302100000', 1])).toBe(true);
});
