import { publishedAnswers } from '../../../contract/answers.ts';
import type { ImageAnalysis } from '../../../contract/findings.ts';
import type { ImageHeader } from '../../../contract/image.ts';
import { identity } from '../../../imaging/geometry/affine.ts';
import type { ImageSource } from '../../../main/store/images.ts';
import { imageHeader } from '../../fixtures/imageHeader.ts';

/** A header with something of every kind in it: texts, lists, records, arrays. */
export function sampleHeader(changes: Partial<ImageHeader> = {}): ImageHeader {
  return imageHeader({
    sopInstanceUid: '1.2.3.4',
    studyInstanceUid: '1.2.3',
    studyDescription: 'Screening',
    patientId: 'P1',
    patientName: 'Doe^Jane',
    patientBirthDate: '19600101',
    laterality: 'L',
    viewPosition: 'CC',
    presentationIntent: 'FOR PRESENTATION',
    patientOrientation: ['A', 'R'],
    rows: 4,
    columns: 6,
    spacing: { rowMm: 0.1, columnMm: 0.1, source: 'PixelSpacing' },
    voiTransforms: [
      {
        type: 'lut',
        firstMapped: 0,
        bits: 12,
        data: Uint16Array.from({ length: 5 }, (_, index) => index * 800),
        explanation: null,
      },
    ],
    padding: { low: 0, high: 0 },
    ...changes,
  });
}

export function sampleSource(changes: Partial<ImageSource> = {}): ImageSource {
  return {
    file: '/images/a.dcm',
    entry: '',
    frame: 0,
    sizeBytes: 1000n,
    modifiedNs: 1_790_000_000_123_456_789n,
    changedNs: 1_790_000_000_123_456_999n,
    ...changes,
  };
}

/** An analysis whose map holds `size` x `size` values made from `seed`. */
export function sampleAnalysis(seed = 1, size = 8): ImageAnalysis {
  const map = {
    width: size,
    height: size,
    data: Float32Array.from({ length: size * size }, (_, index) => ((index * 31 + seed * 7) % 97) / 97),
    toSource: identity,
  };
  return {
    architecture: 'hds-uresnet',
    weightsName: 'weights',
    weightsSha256: 'f'.repeat(64),
    untrained: true,
    phantomsOnly: null,
    answers: publishedAnswers,
    device: 'cpu',
    preparationVersion: 'hds-uresnet/1',
    inputToSource: identity,
    inputSize: { width: size, height: size },
    findings: {
      architecture: 'hds-uresnet',
      probabilities: { imageOfficial: seed / 1000, imageMax: 0.5, segmentationMax: 0.25 },
      contours: [
        {
          points: [{ x: 0.1, y: 0.2 }],
          holes: [],
          probability: 0.7,
          areaPixels: 3,
          areaMm2: null,
        },
      ],
      classificationMap: { ...map, width: 1, height: 1, data: Float32Array.of(0.5) },
      probabilityMap: map,
    },
    timingsMs: { prepare: 1.5, network: 20 },
  };
}
