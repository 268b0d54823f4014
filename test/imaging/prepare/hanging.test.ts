import { describe, expect, it } from 'vitest';
import type { ImageHeader } from '../../../contract/image.ts';
import type { Laterality } from '../../../contract/view.ts';
import { noTurn } from '../../../imaging/geometry/orientation.ts';
import { horizontalFlip, uprightTurn } from '../../../imaging/prepare/hanging.ts';
import { halfEllipse, header, mirrored } from './images.ts';

const empty = { width: 300, height: 300, data: new Uint16Array(90_000) };

function hung(laterality: Laterality, row: string, column: string, said: Partial<ImageHeader> = {}) {
  const described = header({ laterality, patientOrientation: [row, column], ...said });
  return { ...uprightTurn(described), ...horizontalFlip(described, laterality, empty) };
}

describe('hanging by Patient Orientation', () => {
  const mlo = { viewPosition: 'MLO' } as const;
  it('takes the usual hanging as it is', () => {
    const usual = { transpose: false, flipVertical: false, flip: 'NO', source: 'PatientOrientation' };
    expect(hung('L', 'A', 'R')).toEqual(usual);
    expect(hung('R', 'P', 'L')).toEqual(usual);
    expect(hung('L', 'A', 'FR', mlo)).toEqual(usual);
    expect(hung('R', 'P', 'FL', mlo)).toEqual(usual);
    expect(hung('R', 'PR', 'LF', mlo)).toEqual(usual);
  });

  it('knows mirrored images', () => {
    expect(hung('L', 'P', 'FR', mlo)).toMatchObject({ ...noTurn, flip: 'YES' });
    expect(hung('R', 'A', 'L')).toMatchObject({ ...noTurn, flip: 'YES' });
  });

  it('believes the picture where the chest wall is seen at the other edge', () => {
    const described = header({ laterality: 'L', patientOrientation: ['A', 'R'] });
    expect(horizontalFlip(described, 'L', empty, true)).toEqual({ flip: 'YES', source: 'picture' });
    const mirrored = header({ laterality: 'L', patientOrientation: ['P', 'R'] });
    expect(horizontalFlip(mirrored, 'L', empty, true)).toEqual({ flip: 'NO', source: 'picture' });
  });

  it('turns images that are upside down', () => {
    expect(hung('L', 'P', 'H', mlo)).toMatchObject({ transpose: false, flipVertical: true, flip: 'YES' });
    expect(hung('L', 'P', 'L')).toMatchObject({ transpose: false, flipVertical: true, flip: 'YES' });
    expect(hung('R', 'P', 'R')).toMatchObject({ transpose: false, flipVertical: true, flip: 'NO' });
  });

  it('turns images that lie on their side', () => {
    expect(hung('L', 'F', 'A', mlo)).toMatchObject({ transpose: true, flipVertical: false, flip: 'NO' });
    expect(hung('L', 'H', 'P', mlo)).toMatchObject({ transpose: true, flipVertical: true, flip: 'YES' });
    expect(hung('L', 'R', 'P')).toMatchObject({ transpose: true, flipVertical: false, flip: 'YES' });
  });

  it.each([['', ''], ['CC', ''], ['L', 'F'], ['A', 'P'], ['MLO', 'X']])(
    'leaves %j \\ %j, which says nothing, to the content',
    (row, column) => {
      expect(hung('L', row, column)).toEqual({ ...noTurn, flip: 'NO', source: 'default' });
    },
  ); // prettier-ignore
});

describe('hanging by content', () => {
  const width = 400;
  const height = 600;
  const data = halfEllipse(height, width);
  const pointsRight = { width, height, data };
  const pointsLeft = { width, height, data: mirrored(data, width) };
  const flip = (laterality: Laterality, image: typeof pointsRight) =>
    horizontalFlip(header({ laterality }), laterality, image);

  it('has the chest wall where the breast is widest', () => {
    expect(flip('L', pointsRight)).toEqual({ flip: 'NO', source: 'content' });
    expect(flip('R', pointsRight)).toEqual({ flip: 'YES', source: 'content' });
    expect(flip('L', pointsLeft)).toEqual({ flip: 'YES', source: 'content' });
    expect(flip('R', pointsLeft)).toEqual({ flip: 'NO', source: 'content' });
  });

  it('does so wherever in the image the breast lies', () => {
    const wide = { width: 3 * width, height, data: new Uint16Array(3 * data.length) };
    for (let y = 0; y < height; y++) {
      wide.data.set(data.subarray(y * width, (y + 1) * width), (3 * y + 2) * width);
    }
    expect(flip('L', wide)).toEqual({ flip: 'NO', source: 'content' });
    expect(flip('R', wide)).toEqual({ flip: 'YES', source: 'content' });
  });

  it('assumes the usual hanging where the content does not say', () => {
    const even = { width, height, data: new Uint16Array(data.length).fill(0) };
    for (let y = 100; y < 500; y++) even.data.fill(900, y * width + 100, y * width + 300);
    expect(flip('R', even)).toEqual({ flip: 'NO', source: 'default' });
    expect(flip('R', empty)).toEqual({ flip: 'NO', source: 'default' });
  });
});
