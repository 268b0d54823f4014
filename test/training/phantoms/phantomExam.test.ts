import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { phantomExam } from '../../../training/phantoms/phantomExam.ts';
import type { PhantomExam, PhantomView } from '../../../training/phantoms/phantomExam.ts';
import { planExam } from '../../../training/phantoms/planExam.ts';

const size = 224;

function hashOfExam(exam: PhantomExam): string {
  const hash = createHash('sha256');
  for (const view of exam.views) {
    hash.update(new Uint8Array(view.pixels.buffer)).update(view.mask);
    for (const lesion of view.lesions) hash.update(lesion.mask);
  }
  return hash.digest('hex');
}

function meanOver(view: PhantomView, inside: (at: number) => boolean): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < view.pixels.length; at++) {
    if (!inside(at)) continue;
    sum += view.pixels[at];
    count++;
  }
  return sum / count;
}

/** Pixels within `reach` of a mask's bounding circle, in the breast and not in the mask. */
function around(view: PhantomView, lesion: PhantomView['lesions'][number], factor: number) {
  const radius = (factor * lesion.diameterMm) / view.spacingMm / 2;
  return (at: number): boolean => {
    const x = (at % view.columns) + 0.5 - lesion.centre.x;
    const y = Math.floor(at / view.columns) + 0.5 - lesion.centre.y;
    return lesion.mask[at] === 0 && view.mask[at] === 1 && x * x + y * y < radius * radius;
  };
}

describe('phantomExam', () => {
  it('is the same for the same seed and index, and another for others', () => {
    const hashes = [
      phantomExam(5, 1, { size }),
      phantomExam(5, 1, { size }),
      phantomExam(5, 2, { size }),
      phantomExam(6, 1, { size }),
    ].map(hashOfExam);
    expect(hashes[1]).toBe(hashes[0]);
    expect(new Set(hashes).size).toBe(3);
  });

  it('shows the four standard views, chest wall left for L and right for R', () => {
    const { views } = phantomExam(7, 1, { size });
    expect(views.map((view) => `${view.laterality} ${view.viewPosition}`)).toEqual([
      'R CC',
      'L CC',
      'R MLO',
      'L MLO',
    ]);
    for (const view of views) {
      const { rows, columns, mask, laterality } = view;
      expect(view.pixels.length).toBe(rows * columns);
      let left = 0;
      let right = 0;
      for (let row = 0; row < rows; row++) {
        left += mask[row * columns];
        right += mask[row * columns + columns - 1];
      }
      const [chestWall, air] = laterality === 'L' ? [left, right] : [right, left];
      expect(chestWall).toBeGreaterThan(rows * 0.4);
      expect(air).toBe(0);
    }
  });

  it('is brightest toward the axilla at the chest wall in MLO: the pectoral muscle is there', () => {
    for (const view of phantomExam(3, 2, { size, density: 'b' }).views.slice(2)) {
      const corner = (at: number): boolean => {
        const column = at % view.columns;
        const fromChestWall = view.laterality === 'L' ? column : view.columns - 1 - column;
        return at < 12 * view.columns && fromChestWall < 12;
      };
      expect(meanOver(view, corner)).toBeGreaterThan(1.2 * meanOver(view, (at) => view.mask[at] === 1));
    }
  });

  it('stores 0 outside the breast but for the marker, and values that fit their bits inside', () => {
    for (const vendor of ['Aurelia', 'Northlight'] as const) {
      for (const view of phantomExam(11, 1, { size, vendor }).views) {
        let marked = 0;
        view.pixels.forEach((value, at) => {
          if (view.mask[at] === 0 && value > 0) marked++;
          if (view.mask[at] === 1 && (value === 0 || value >= 2 ** view.bitsStored)) throw new Error('value');
        });
        expect(marked).toBeLessThan(view.pixels.length * 0.01);
      }
    }
  });

  it('keeps lesions inside the breast, equal in kind and depth in both views of a breast', () => {
    let lesions = 0;
    for (let index = 1; index <= 5; index++) {
      const { views } = phantomExam(21, index, { size, lesions: 'always' });
      for (const laterality of ['R', 'L']) {
        const [cc, mlo] = views.filter((view) => view.laterality === laterality);
        expect(cc.lesions.length).toBe(mlo.lesions.length);
        cc.lesions.forEach((lesion, at) => {
          const other = mlo.lesions[at];
          expect([other.kind, other.margin, other.morphology, other.label]).toEqual([
            lesion.kind,
            lesion.margin,
            lesion.morphology,
            lesion.label,
          ]);
        });
        for (const view of [cc, mlo]) {
          for (const lesion of view.lesions) {
            lesions++;
            let area = 0;
            let outside = 0;
            lesion.mask.forEach((inside, at) => {
              area += inside;
              outside += inside & (1 - view.mask[at]);
            });
            expect(area).toBeGreaterThan(3);
            expect(outside).toBe(0);
          }
        }
      }
    }
    expect(lesions).toBeGreaterThanOrEqual(10);
  });

  it('makes masses brighter than what is around them', () => {
    let brighter = 0;
    let masses = 0;
    for (let index = 1; index <= 7; index++) {
      for (const view of phantomExam(2, index, { size, lesions: 'always' }).views) {
        for (const lesion of view.lesions.filter(({ kind }) => kind === 'mass')) {
          masses++;
          const inside = meanOver(view, (at) => lesion.mask[at] === 1);
          if (inside > 1.08 * meanOver(view, around(view, lesion, 2.2))) brighter++;
        }
      }
    }
    expect(masses).toBeGreaterThan(5);
    expect(brighter / masses).toBeGreaterThan(0.85);
  });

  it('puts the same lesion at the same place at any size', () => {
    const small = phantomExam(9, 1, { size: 200 });
    const large = phantomExam(9, 1, { size: 400 });
    small.views.forEach((view, at) => {
      view.lesions.forEach((lesion, which) => {
        const twice = large.views[at].lesions[which];
        expect(Math.abs(twice.centre.x / 2 - lesion.centre.x)).toBeLessThan(1);
        expect(Math.abs(twice.centre.y / 2 - lesion.centre.y)).toBeLessThan(1);
      });
      const mean = meanOver(view, (i) => view.mask[i] === 1);
      const meanLarge = meanOver(large.views[at], (i) => large.views[at].mask[i] === 1);
      expect(Math.abs(mean / meanLarge - 1)).toBeLessThan(0.04);
    });
  });

  it('stores more bright tissue the denser the breast is', () => {
    const means = (['a', 'b', 'c', 'd'] as const).map((density) => {
      const [, view] = phantomExam(4, 3, { size, density, vendor: 'Aurelia' }).views;
      return meanOver(view, (at) => view.mask[at] === 1);
    });
    expect([...means].sort((one, other) => one - other)).toEqual(means);
  });
});

describe('planExam', () => {
  const plans = Array.from({ length: 240 }, (_, index) => planExam(1, index));
  const lesions = plans.flatMap((plan) => plan.breasts.flatMap((breast) => breast.lesions));

  it('varies density, vendor, detector, lesions and labels', () => {
    expect(new Set(plans.map(({ density }) => density))).toEqual(new Set(['a', 'b', 'c', 'd']));
    expect(new Set(plans.map(({ vendor }) => vendor))).toEqual(new Set(['Aurelia', 'Northlight']));
    expect(new Set(plans.map(({ detector }) => detector.rows)).size).toBe(4);
    const forms = new Set(lesions.map(({ what }) => what.margin ?? what.morphology));
    expect(forms).toEqual(
      new Set(['round', 'lobulated', 'indistinct', 'spiculated', 'coarse', 'pleomorphic']),
    );
    const malignant = lesions.filter(({ label }) => label === 'malignant').length / lesions.length;
    expect(malignant).toBeGreaterThan(0.3);
    expect(malignant).toBeLessThan(0.7);
  });

  it('makes masses of 5 to 30 mm', () => {
    const sizes = lesions.filter(({ what }) => what.kind === 'mass').map(({ diameterMm }) => diameterMm);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(5);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(30);
    expect(Math.max(...sizes)).toBeGreaterThan(20);
  });

  it('gives every third exam no lesion, all or none where told', () => {
    const has = (plan: (typeof plans)[number]): boolean =>
      plan.breasts.some((breast) => breast.lesions.length > 0);
    const normal = plans.filter((plan) => !has(plan)).map(({ index }) => index);
    for (const plan of plans) if (plan.index % 3 === 0) expect(has(plan)).toBe(false);
    expect(normal.length).toBeLessThan(90);
    expect(has(planExam(1, 3, { lesions: 'always' }))).toBe(true);
    expect(has(planExam(1, 1, { lesions: 'never' }))).toBe(false);
  });
});
