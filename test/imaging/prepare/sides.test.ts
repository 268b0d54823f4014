import { describe, expect, it } from 'vitest';
import type { Frame, ImageHeader } from '../../../contract/image.ts';
import { prepareForGmic } from '../../../imaging/prepare/gmic/prepareForGmic.ts';
import { compareSides, sidesOf } from '../../../imaging/prepare/sides.ts';
import { header } from './images.ts';

const [rows, columns] = [1200, 900];

/** A breast whose chest wall is at the left edge, or at the right one. */
function breastAt(wall: 'left' | 'right'): Frame {
  const samples = new Uint16Array(rows * columns);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const fromWall = wall === 'left' ? x : columns - 1 - x;
      if (Math.hypot(fromWall / 600, (y - rows / 2) / 520) < 1) samples[y * columns + x] = 2000 - fromWall;
    }
  }
  return { rows, columns, samplesPerPixel: 1, samples };
}

const described = (patientOrientation: ImageHeader['patientOrientation'], more: Partial<ImageHeader> = {}) =>
  header({ rows, columns, patientOrientation, ...more });

describe('header against picture', () => {
  it('says nothing where they agree, or one of them does not say', () => {
    expect(sidesOf(described(['A', 'R']), breastAt('left'))).toEqual({
      stated: 'left',
      seen: 'left',
      isOpposite: false,
      notice: null,
    });
    expect(sidesOf(described(null), breastAt('right'))).toMatchObject({ stated: null, notice: null });
    const empty = { rows, columns, samplesPerPixel: 1, samples: new Uint16Array(rows * columns) };
    expect(sidesOf(described(['A', 'R']), empty)).toMatchObject({ seen: null, notice: null });
  });

  it('tells a chest wall at the opposite edge, whatever the polarity and the padding', () => {
    expect(sidesOf(described(['A', 'R']), breastAt('right'))).toEqual({
      stated: 'left',
      seen: 'right',
      isOpposite: true,
      notice:
        'The chest wall is seen at the right edge, but Patient Orientation (A\\R) puts it at the left edge; the picture is believed.',
    });
    const frame = breastAt('left');
    const negative = { ...frame, samples: frame.samples.map((value) => 4095 - value) };
    const changes = { photometricInterpretation: 'MONOCHROME1', padding: { low: 4095, high: 4095 } };
    expect(sidesOf(described(['P', 'L'], changes), negative)).toMatchObject({
      seen: 'left',
      isOpposite: true,
    });
  });

  it('tells one at an edge across without believing it', () => {
    const { isOpposite, notice } = compareSides({ patientOrientation: ['F', 'A'] }, 'left');
    expect(isOpposite).toBe(false);
    expect(notice).toBe(
      'The chest wall is seen at the left edge, but Patient Orientation (F\\A) puts it at the upper edge; the header is believed.',
    );
  });

  it('is what networks see the breast by: it points to the right in spite of the header', () => {
    const right = prepareForGmic(described(['A', 'R'], { laterality: 'L' }), breastAt('left'));
    const wrong = prepareForGmic(described(['A', 'R'], { laterality: 'L' }), breastAt('right'));
    if (!right.ok || !wrong.ok) throw new Error('not prepared');
    expect([right.value.flipSource, wrong.value.flipSource]).toEqual(['PatientOrientation', 'picture']);
    expect(wrong.value.data).toEqual(right.value.data);
  });
});
