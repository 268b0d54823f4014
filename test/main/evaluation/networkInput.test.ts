import { describe, expect, it } from 'vitest';
import { meanOverFlip, mirrored, networkInput } from '../../../main/evaluation/networkInput.ts';
import { cardOf, exampleOf, gmicFindings, hdsFindings, map } from './samples.ts';

describe('what a network gets', () => {
  it("is normalised by the weights' statistics for HDS U-ResNet", () => {
    const preparation = { rule: 'hds-uresnet/1', mean: 10, std: 4 } as const;
    const input = networkInput(
      exampleOf({ width: 4, height: 5 }),
      cardOf('h', 'hds-uresnet', { preparation }),
    );
    expect([...input.subarray(0, 3)]).toEqual([-2.5, -2.25, -2]);
    expect(input).toHaveLength(20);
  });

  it('has zero mean and unit deviation for GMIC', () => {
    const pixels = Uint16Array.of(0, 100, 200, 65535);
    const input = networkInput({ pixels }, cardOf('g', 'gmic'));
    const mean = input.reduce((sum, value) => sum + value) / 4;
    expect(mean).toBeCloseTo(0, 6);
    expect(input.reduce((sum, value) => sum + value * value, 0) / 4).toBeCloseTo(1, 5);
  });

  it('is mirrored row by row, without touching the original', () => {
    const data = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect([...mirrored(data, { width: 3 })]).toEqual([3, 2, 1, 6, 5, 4]);
    expect([...data]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('the mean over image and mirror image', () => {
  it('turns the maps of the mirror image back', () => {
    const mean = meanOverFlip(hdsFindings(map('90', '00'), 0.9), hdsFindings(map('07', '20'), 0.1));
    if (mean.architecture !== 'hds-uresnet') throw new Error(mean.architecture);
    expect(mean.probabilities.imageOfficial).toBeCloseTo(0.5, 12);
    [0.8, 0, 0, 0.1].forEach((value, at) => expect(mean.probabilityMap.data[at]).toBeCloseTo(value, 6));
  });

  it('of GMIC keeps the patches of the image as it is', () => {
    const mean = meanOverFlip(
      gmicFindings(map('80'), map('00'), 0.8),
      gmicFindings(map('04'), map('20'), 0.4),
    );
    if (mean.architecture !== 'gmic') throw new Error(mean.architecture);
    expect(mean.probabilities.fusion.malignant).toBeCloseTo(0.6, 12);
    [0.6, 0].forEach((value, at) => expect(mean.saliency.malignant.data[at]).toBeCloseTo(value, 6));
    [0, 0.1].forEach((value, at) => expect(mean.saliency.benign.data[at]).toBeCloseTo(value, 6));
  });

  it('of different networks is a bug', () => {
    expect(() => meanOverFlip(hdsFindings(map('0')), gmicFindings(map('0'), map('0')))).toThrow('no mean');
  });
});
