import type { VoiTransform } from '../../contract/image.ts';
import type { Detector, VendorName } from './plan.ts';

/** One fictional maker: detectors, how tissue becomes stored values, and how those are to be shown. */
export interface Vendor {
  readonly name: VendorName;
  readonly manufacturer: string;
  readonly model: string;
  readonly softwareVersion: string;
  readonly bitsStored: number;
  /** Small and large field. */
  readonly detectors: readonly [Detector, Detector];
  /** How far thin edges are made as bright as the rest, 0..1. */
  readonly equalisation: number;
  /** Share of fibroglandular tissue (about 0..1) -> stored value before rounding, below 2^bitsStored. */
  readonly curve: (share: number) => number;
  readonly voiTransforms: readonly VoiTransform[];
}

const aurelia: Vendor = {
  name: 'Aurelia',
  manufacturer: 'Aurelia Imaging (fictional)',
  model: 'Clarity 24',
  softwareVersion: '1.0',
  bitsStored: 12,
  detectors: [
    { spacingMm: 0.1, rows: 2294, columns: 1914 },
    { spacingMm: 0.1, rows: 3062, columns: 2394 },
  ],
  equalisation: 0.75,
  curve: (share) => 4095 / (1 + Math.exp(-4.6 * (share - 0.53))),
  voiTransforms: [
    { type: 'window', function: 'LINEAR', center: 2000, width: 3600, explanation: 'NORMAL' },
    { type: 'window', function: 'LINEAR', center: 2000, width: 2700, explanation: 'HARDER' },
    { type: 'window', function: 'LINEAR', center: 2048, width: 4096, explanation: 'SOFTER' },
  ],
};

const northlight: Vendor = {
  name: 'Northlight',
  manufacturer: 'Northlight Medical (fictional)',
  model: 'Borealis',
  softwareVersion: '2.3',
  bitsStored: 14,
  detectors: [
    { spacingMm: 0.085, rows: 2800, columns: 2082 },
    { spacingMm: 0.085, rows: 3518, columns: 2800 },
  ],
  equalisation: 0.45,
  curve: (share) => 16383 * 0.86 * Math.max(0, (share + 0.12) / 1.3) ** 0.8,
  voiTransforms: [displayTable('NORMAL', 7.5, 0.44), displayTable('HARDER', 10, 0.46)],
};

export const vendors: Readonly<Record<VendorName, Vendor>> = { Aurelia: aurelia, Northlight: northlight };

/** A VOI LUT from 14-bit stored values to 12 bits: a logistic curve scaled to reach black and white. */
function displayTable(explanation: string, steepness: number, middle: number): VoiTransform {
  const logistic = (t: number): number => 1 / (1 + Math.exp(-steepness * (t - middle)));
  const low = logistic(0);
  const high = logistic(1);
  const data = Uint16Array.from({ length: 16384 }, (_, stored) =>
    Math.round((4095 * (logistic(stored / 16383) - low)) / (high - low)),
  );
  return { type: 'lut', firstMapped: 0, bits: 12, data, explanation };
}
