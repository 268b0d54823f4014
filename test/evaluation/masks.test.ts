import { describe, expect, it } from 'vitest';
import { connectedComponents, lesionSummary, matchLesions } from '../../evaluation/components.ts';
import { confusion, imageMetrics } from '../../evaluation/imageLevel.ts';
import { dice, overlapOf, pixelAccuracy, pixelSensitivity, type Mask } from '../../evaluation/masks.ts';

/** A mask drawn with `#`. */
function mask(...rows: readonly string[]): Mask {
  return {
    width: rows[0].length,
    height: rows.length,
    data: Uint8Array.from(rows.join(''), (sign) => Number(sign === '#')),
  };
}

const empty = mask('....', '....');

describe('agreement of masks', () => {
  it('is that of the authors, by hand', () => {
    const overlap = overlapOf(mask('##..', '#...'), mask('.##.', '....'));
    expect(dice(overlap)).toBeCloseTo((2 * 1) / (3 + 2), 6);
    expect(pixelSensitivity(overlap)).toBeCloseTo(1 / 2, 6);
    expect(pixelAccuracy(overlap)).toBe(5 / 8);
  });

  it('is whole where neither has anything, and next to nothing where one has', () => {
    expect(dice(overlapOf(empty, empty))).toBe(1);
    expect(pixelSensitivity(overlapOf(empty, empty))).toBe(1);
    expect(pixelSensitivity(overlapOf(mask('#...', '....'), empty))).toBe(1);
    expect(dice(overlapOf(mask('####', '####'), empty))).toBeLessThan(1e-6);
  });

  it('is refused for masks of different sizes', () => {
    expect(() => overlapOf(empty, mask('..', '..'))).toThrow('different sizes');
  });
});

describe('lesions', () => {
  it('are what touches at sides or corners', () => {
    const { count, labels } = connectedComponents(mask('#..#', '.#..', '...#'));
    expect(count).toBe(3);
    expect([...labels]).toEqual([1, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 3]);
  });

  it('are found by one common pixel; marks beside them are false positives', () => {
    const truth = mask('##....', '##..##', '......', '#.....');
    const predicted = mask('.#....', '......', '..#...', '....##');
    expect(matchLesions(predicted, truth)).toEqual({ lesions: 3, found: 1, falsePositives: 2 });
    // One mark over two lesions finds both.
    expect(matchLesions(mask('######', '######', '......', '......'), truth)).toEqual({
      lesions: 3,
      found: 2,
      falsePositives: 0,
    });
  });

  it('are summed over images', () => {
    const images = [
      { lesions: 3, found: 1, falsePositives: 2 },
      { lesions: 0, found: 0, falsePositives: 1 },
    ];
    expect(lesionSummary(images)).toEqual({ sensitivity: 1 / 3, falsePositivesPerImage: 1.5 });
    expect(lesionSummary(images.slice(1)).sensitivity).toBe(null);
  });
});

describe('decisions about images', () => {
  it('by hand', () => {
    const of = (predicted: boolean, positive: boolean, count: number) =>
      Array.from({ length: count }, () => ({ predicted, positive }));
    const counts = confusion([
      ...of(true, true, 3),
      ...of(true, false, 1),
      ...of(false, false, 4),
      ...of(false, true, 2),
    ]);
    expect(counts).toEqual({ truePositives: 3, falsePositives: 1, trueNegatives: 4, falseNegatives: 2 });
    const { accuracy, precision, recall, f1 } = imageMetrics(counts);
    expect(accuracy).toBe(0.7);
    expect(precision).toBeCloseTo(3 / 4, 6);
    expect(recall).toBeCloseTo(3 / 5, 6);
    expect(f1).toBeCloseTo(6 / 9, 6);
  });
});
