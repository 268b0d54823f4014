import { describe, expect, it } from 'vitest';
import type { Affine } from '../../../contract/geometry.ts';
import { apply } from '../../../imaging/geometry/affine.ts';
import { gmicFindings } from '../../../models/gmic/findings.ts';
import type { GmicOutputs } from '../../../models/gmic/outputs.ts';

const saliency = new Float32Array(2 * 46 * 30).fill(0.01);
saliency[10 * 30 + 5] = 0.4; // benign, cell row 10, column 5
saliency[46 * 30 + 13 * 30 + 8] = 0.9; // malignant, cell row 13, column 8
saliency[46 * 30 + 14 * 30 + 8] = 0.95; // just below the first patch

const outputs: GmicOutputs = {
  size: { width: 1920, height: 2944 },
  mapSize: { width: 30, height: 46 },
  patchSize: 256,
  saliency,
  patchLocations: [
    [640, 320],
    [0, 0],
    [2688, 1664],
  ],
  patchAttentions: [0.25, 0.5, 0.25],
  yGlobal: [0.1, 0.2],
  yLocal: [0.3, 0.4],
  yFusion: [0.5, 0.6],
  paperMean: [0.2, 0.3],
  msPerStep: { global: 0, patches: 0, local: 0 },
};
/** Mirrored left-right, as a right breast is, and shifted by the window's place. */
const mirrored: Affine = { a: -1, b: 0, c: 0, d: 1, e: 2500, f: 40 };

describe('GMIC findings', () => {
  const findings = gmicFindings(outputs, { toSource: mirrored });

  it('ranks patches by attention and keeps the order of retrieval on ties', () => {
    expect(findings.patches.map(({ rank, retrieval, attention }) => [rank, retrieval, attention])).toEqual([
      [1, 1, 0.5],
      [2, 0, 0.25],
      [3, 2, 0.25],
    ]);
  });

  it('gives rectangles in source pixels, also through a mirror', () => {
    expect(findings.patches[0].rect).toEqual({ x: 2500 - 256, y: 40, width: 256, height: 256 });
    expect(findings.patches[1].rect).toEqual({ x: 2500 - 320 - 256, y: 680, width: 256, height: 256 });
    expect(findings.patches[2].rect).toEqual({ x: 2500 - 1920, y: 40 + 2688, width: 256, height: 256 });
  });

  it('scores a patch by the largest saliency of the cells it was chosen by', () => {
    expect(findings.patches[1].saliency.benign).toBeCloseTo(0.4, 6);
    expect(findings.patches[1].saliency.malignant).toBeCloseTo(0.9, 6);
    expect(findings.patches[0].saliency.malignant).toBeCloseTo(0.01, 6);
  });

  it('maps saliency cells to the source pixels they stand for', () => {
    const { malignant, benign } = findings.saliency;
    expect([malignant.width, malignant.height, malignant.data.length]).toEqual([30, 46, 1380]);
    expect(apply(malignant.toSource, { x: 8.5, y: 13.5 })).toEqual({ x: 2500 - 544, y: 40 + 864 });
    expect(benign.data[10 * 30 + 5]).toBeCloseTo(0.4, 6);
    expect(malignant.data[13 * 30 + 8]).toBeCloseTo(0.9, 6);
  });

  it('works at other input sizes, where a cell need not be 64 pixels', () => {
    const small = gmicFindings(
      {
        ...outputs,
        size: { width: 384, height: 520 },
        mapSize: { width: 6, height: 8 },
        patchSize: 128,
        saliency: new Float32Array(96).fill(0.5),
        patchLocations: [[130, 64]],
        patchAttentions: [1],
      },
      { toSource: { a: 2, b: 0, c: 0, d: 2, e: 0, f: 0 } },
    );
    expect(small.patches[0].rect).toEqual({ x: 128, y: 260, width: 256, height: 256 });
    expect(apply(small.saliency.benign.toSource, { x: 6, y: 8 })).toEqual({ x: 768, y: 1040 });
  });

  it('names the predictions', () => {
    expect(findings.probabilities).toEqual({
      global: { benign: 0.1, malignant: 0.2 },
      local: { benign: 0.3, malignant: 0.4 },
      fusion: { benign: 0.5, malignant: 0.6 },
      paperMean: { benign: 0.2, malignant: 0.3 },
    });
  });
});
