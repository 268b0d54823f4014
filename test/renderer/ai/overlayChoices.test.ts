import { describe, expect, it } from 'vitest';
import { imageMaps, mapsWithColours } from '../../../renderer/ai/imageMaps.ts';
import {
  defaultChoices,
  parseChoices,
  switchText,
  toggledBoxesInQuadrants,
  toggledLayer,
  withLayer,
  withThreshold,
} from '../../../renderer/ai/overlayChoices.ts';
import { steppedThresholds, thresholdSign } from '../../../renderer/ai/thresholdKeys.ts';
import { contour, gmic, gmicWeights, hds, shownExam, shownImage, shownWeights } from './samples.ts';

const h = shownWeights('h');
const g = gmicWeights('g');
const measured = shownWeights('m', {
  operatingPoints: [0.6, 0.8].map((threshold) => ({ threshold, sensitivity: 1, falsePositivesPerImage: 0 })),
});

describe('parseChoices', () => {
  it('takes back what was written', () => {
    const choices = withThreshold(
      withLayer(defaultChoices, 'benign', { on: true, threshold: 0.7 }),
      'x',
      0.6,
    );
    expect(parseChoices(JSON.parse(JSON.stringify(choices)))).toEqual(choices);
  });
  it.each([undefined, null, 7, 'x', [], {}, { layers: 3, on: 'no', thresholds: [1] }])(
    'makes the defaults of %j',
    (kept) => {
      expect(parseChoices(kept)).toEqual(defaultChoices);
    },
  );
  it('keeps what can be understood beside what cannot', () => {
    const layers = {
      ...defaultChoices.layers,
      boxes: { on: false, opacity: 4 },
      contours: { on: false, opacity: 0.3 },
    };
    const parsed = parseChoices({ ...defaultChoices, on: false, layers });
    expect(parsed.on).toBe(false);
    expect(parsed.layers.contours).toEqual({ on: false, opacity: 0.3 });
    expect(parsed.layers.boxes).toEqual(defaultChoices.layers.boxes);
  });
});

describe('toggledLayer', () => {
  it('switches one layer', () => {
    expect(toggledLayer(defaultChoices, 'contours').layers.contours.on).toBe(false);
  });
  it('shows the layer where all marks were off', () => {
    const off = { ...defaultChoices, on: false };
    expect(toggledLayer(off, 'contours')).toEqual(defaultChoices);
  });
});

describe('toggledBoxesInQuadrants', () => {
  it('asks for boxes, and takes them away again, where the views are walked at 1:1', () => {
    const asked = toggledBoxesInQuadrants(defaultChoices);
    expect(asked.layers.boxes).toMatchObject({ on: true, inQuadrants: true });
    expect(toggledBoxesInQuadrants(asked)).toEqual(defaultChoices);
    const off = { ...withLayer(asked, 'boxes', { on: false }), on: false };
    expect(toggledBoxesInQuadrants(off)).toEqual(asked);
  });
});

describe('switchText', () => {
  const off = { ...defaultChoices, on: false };
  it('says what is switched, and how', () => {
    expect(switchText(defaultChoices, null, false)).toBe('AI marks on');
    expect(switchText(off, null, false)).toBe('AI marks off');
    expect(switchText(defaultChoices, 'malignant', false)).toBe('Malignant map on');
    expect(switchText(defaultChoices, 'benign', false)).toBe('Benign map off');
    expect(switchText(toggledLayer(defaultChoices, 'contours'), 'contours', true)).toBe('Outlines off');
  });
  it('calls boxes on where they are drawn', () => {
    expect(switchText(defaultChoices, 'boxes', false)).toBe('Patch boxes on');
    expect(switchText(defaultChoices, 'boxes', true)).toBe('Patch boxes off');
    expect(switchText(toggledBoxesInQuadrants(defaultChoices), 'boxes', true)).toBe('Patch boxes on');
  });
});

describe('thresholdSign', () => {
  const other = shownWeights('other');
  const contours = [0.95, 0.6, 0.55].map((probability) =>
    contour(probability, { x: 0, y: 0, width: 9, height: 9 }),
  );
  const exam = shownExam([h, g], [shownImage('i', [hds(h, contours), gmic(g, [])])]);
  const at = (threshold: number) => withThreshold(defaultChoices, h.sha256, threshold);
  it('says which threshold changed, to what, and what it hides', () => {
    expect(thresholdSign(exam, defaultChoices, at(0.65))).toBe(
      'Threshold 0.65 (HDS U-ResNet): 2 outlines hidden',
    );
    expect(thresholdSign(exam, at(0.65), at(0.6))).toBe('Threshold 0.60 (HDS U-ResNet): 1 outline hidden');
    expect(thresholdSign(exam, at(0.65), at(0.5))).toBe('Threshold 0.50 (HDS U-ResNet): no outline hidden');
    expect(thresholdSign(exam, at(0.65), at(0.65))).toBe('');
  });
  it('names the weights where there are several networks', () => {
    const several = shownExam([h, other], [shownImage('i', [hds(h, contours), hds(other, [])])]);
    const both = withThreshold(at(0.7), other.sha256, 0.7);
    expect(thresholdSign(several, at(0.7), both)).toBe('Threshold 0.70 (other): no outline hidden');
    expect(thresholdSign(several, defaultChoices, both)).toContain('; ');
  });
  it('says where maps begin', () => {
    const maps = withLayer(defaultChoices, 'malignant', { threshold: 0.25 });
    expect(thresholdSign(exam, defaultChoices, maps)).toBe('Malignant map from 0.25');
  });
});

describe('steppedThresholds', () => {
  it('moves the drawn networks in round steps within their ranges', () => {
    const up = steppedThresholds(withThreshold(defaultChoices, h.sha256, 0.62), [h], 1);
    expect(up.thresholds).toEqual({ [h.sha256]: 0.65 });
    expect(steppedThresholds(up, [h], 1).thresholds).toEqual({ [h.sha256]: 0.7 });
    expect(steppedThresholds(up, [h], -1).thresholds).toEqual({ [h.sha256]: 0.6 });
    expect(steppedThresholds(defaultChoices, [measured], -1).thresholds).toEqual({ [measured.sha256]: 0.6 });
  });
  it('moves the maps that are drawn where no outlines are', () => {
    const maps = withLayer(defaultChoices, 'contours', { on: false });
    expect(steppedThresholds(maps, [h, g], 1).layers.malignant.threshold).toBe(0.25);
    expect(steppedThresholds(defaultChoices, [g], -1).layers.malignant.threshold).toBe(0.15);
    expect(steppedThresholds(maps, [h, g], 1).layers.benign.threshold).toBe(
      defaultChoices.layers.benign.threshold,
    );
  });
});

describe('imageMaps', () => {
  const exam = shownExam([h, g], [shownImage('i', [hds(h, []), gmic(g, [1])])]);
  it('gives the layers that are on, the lowest first', () => {
    const all = withLayer(withLayer(defaultChoices, 'benign', { on: true }), 'classification', { on: true });
    expect(imageMaps(exam, 'i', all).map(({ layer, map }) => [layer, map.path])).toEqual([
      ['classification', 'bytes/map/h-cells'],
      ['benign', 'bytes/map/g-benign'],
      ['malignant', 'bytes/map/g-malignant'],
    ]);
    expect(imageMaps(exam, 'i', defaultChoices).map(({ layer }) => layer)).toEqual(['malignant']);
    expect(imageMaps(exam, 'other', all)).toEqual([]);
  });
});

describe('mapsWithColours', () => {
  const exam = shownExam([h, g], [shownImage('i', [hds(h, []), gmic(g, [1])])]);
  const choices = withLayer(defaultChoices, 'benign', { on: true });
  const maps = imageMaps(exam, 'i', choices);
  const layersOf = (largest: Readonly<Record<string, number>>) =>
    mapsWithColours(maps, new Map(Object.entries(largest))).map(({ layer }) => layer);
  it('are those of which something reaches their threshold', () => {
    const { threshold } = choices.layers.benign;
    expect(layersOf({ 'bytes/map/g-benign': threshold, 'bytes/map/g-malignant': 0.9 })).toEqual([
      'benign',
      'malignant',
    ]);
    expect(layersOf({ 'bytes/map/g-benign': threshold - 0.01, 'bytes/map/g-malignant': 0.9 })).toEqual([
      'malignant',
    ]);
  });
  it('are none as long as no value is known', () => {
    expect(layersOf({})).toEqual([]);
  });
});
