/**
 * What is on the canvas against the standard's formulas (PS3.3 C.11.1, C.11.2), which are written out here once more,
 * independently of the program's.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DisplaySettings,
  defaultDisplay,
  dragged,
  windowOf,
} from '../../../renderer/viewport/display.ts';
import { imageHeader } from '../../fixtures/imageHeader.ts';
import { lacks, needing } from '../../needs.ts';
import { type TestImage, lutItem, testDicom, windows } from './images.ts';
import type { TileToShow } from './page/main.tsx';
import { type ViewportPage, openViewportPage } from './viewportPage.ts';

type Level = (stored: number) => number;

const linear =
  (center: number, width: number): Level =>
  (x) => {
    if (x <= center - 0.5 - (width - 1) / 2) return 0;
    if (x > center - 0.5 + (width - 1) / 2) return 255;
    return ((x - (center - 0.5)) / (width - 1) + 0.5) * 255;
  };
const linearExact =
  (center: number, width: number): Level =>
  (x) => {
    if (x <= center - width / 2) return 0;
    if (x > center + width / 2) return 255;
    return ((x - center) / width + 0.5) * 255;
  };
const sigmoid =
  (center: number, width: number): Level =>
  (x) =>
    255 / (1 + Math.exp((-4 * (x - center)) / width));
const inverted =
  (level: Level): Level =>
  (x) =>
    255 - level(x);

/** 256 x 256 pixels with each of 65536 values, or as many as fit the bits, cycling. */
const ramp = (bits: number) => (x: number, y: number) => (y * 256 + x) % 2 ** bits;
const grey12: TestImage = { rows: 256, columns: 256, value: ramp(12), bitsAllocated: 16, bitsStored: 12 };
const curve = Array.from({ length: 4096 }, (_, i) => Math.round(4095 * (i / 4095) ** 2.2));

interface Case {
  readonly name: string;
  readonly image: TestImage;
  readonly display?: DisplaySettings;
  readonly level: Level;
  /** Differences of one level that are allowed, as a share of the pixels. */
  readonly offByOne?: number;
}

const own = (name: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID', center: number, width: number, invert = false) => ({
  voi: { type: 'window' as const, function: name, center, width },
  inverted: invert,
});

const cases: readonly Case[] = [
  {
    name: 'LINEAR',
    image: { ...grey12, others: windows('LINEAR', [2048, 4096]) },
    level: linear(2048, 4096),
  },
  {
    name: 'LINEAR, narrow',
    image: { ...grey12, others: windows('LINEAR', [1000.5, 37]) },
    level: linear(1000.5, 37),
  },
  {
    name: 'LINEAR of width 1',
    image: { ...grey12, others: windows('LINEAR', [1000, 1]) },
    level: (x) => (x <= 999.5 ? 0 : 255),
  },
  {
    name: 'LINEAR_EXACT',
    image: { ...grey12, others: windows('LINEAR_EXACT', [1800, 2500]) },
    level: linearExact(1800, 2500),
  },
  {
    name: 'SIGMOID',
    image: { ...grey12, others: windows('SIGMOID', [1800, 1200]) },
    level: sigmoid(1800, 1200),
  },
  {
    name: 'the second of several windows',
    image: { ...grey12, others: windows('LINEAR', [2048, 4096], [600, 300]) },
    display: { voi: { type: 'image', index: 1 }, inverted: false },
    level: linear(600, 300),
  },
  {
    name: 'inversion',
    image: { ...grey12, others: windows('LINEAR', [1800, 2500]) },
    display: { voi: { type: 'image', index: 0 }, inverted: true },
    level: inverted(linear(1800, 2500)),
  },
  {
    name: 'MONOCHROME1',
    image: {
      ...grey12,
      photometricInterpretation: 'MONOCHROME1',
      others: windows('LINEAR', [1800, 2500]),
    },
    level: inverted(linear(1800, 2500)),
  },
  {
    name: 'MONOCHROME1, inverted',
    image: {
      ...grey12,
      photometricInterpretation: 'MONOCHROME1',
      others: windows('LINEAR', [1800, 2500]),
    },
    display: { voi: { type: 'image', index: 0 }, inverted: true },
    level: linear(1800, 2500),
  },
  {
    name: 'VOI LUT Sequence, 12 bits',
    image: {
      ...grey12,
      others: [
        { tag: 0x00283010, vr: 'SQ', value: [lutItem(0, 12, curve)] },
        ...windows('LINEAR', [2048, 4096]),
      ],
    },
    level: (x) => (255 * curve[x]) / 4095,
  },
  {
    name: 'VOI LUT Sequence that begins and ends within the values',
    image: {
      ...grey12,
      others: [{ tag: 0x00283010, vr: 'SQ', value: [lutItem(1000, 8, [10, 200, 90, 250])] }],
    },
    level: (x) => [10, 200, 90, 250][Math.min(3, Math.max(0, x - 1000))],
  },
  {
    name: 'rescale before the window',
    image: {
      ...grey12,
      others: [
        { tag: 0x00281052, vr: 'DS', value: '-1024' },
        { tag: 0x00281053, vr: 'DS', value: '0.5' },
        ...windows('LINEAR', [40, 400]),
      ],
    },
    level: (x) => linear(40, 400)(0.5 * x - 1024),
  },
  {
    name: 'Modality LUT before the window',
    image: {
      ...grey12,
      others: [
        { tag: 0x00283000, vr: 'SQ', value: [lutItem(0, 16, [...curve].reverse())] },
        ...windows('LINEAR', [2048, 4096]),
      ],
    },
    level: (x) => linear(2048, 4096)(curve[4095 - x]),
  },
  {
    name: 'padding stays black, inverted',
    image: {
      ...grey12,
      others: [
        { tag: 0x00280120, vr: 'US', value: 0 },
        { tag: 0x00280121, vr: 'US', value: 15 },
        ...windows('LINEAR', [1800, 2500]),
      ],
    },
    display: { voi: { type: 'image', index: 0 }, inverted: true },
    level: (x) => (x <= 15 ? 0 : inverted(linear(1800, 2500))(x)),
  },
  {
    name: 'padding stays black in MONOCHROME1',
    image: {
      ...grey12,
      photometricInterpretation: 'MONOCHROME1',
      others: [{ tag: 0x00280120, vr: 'US', value: 4095 }, ...windows('LINEAR', [1800, 2500])],
    },
    level: (x) => (x === 4095 ? 0 : inverted(linear(1800, 2500))(x)),
  },
  {
    name: '8 bits',
    image: {
      ...grey12,
      value: ramp(8),
      bitsAllocated: 8,
      bitsStored: 8,
      others: windows('LINEAR', [100, 120]),
    },
    level: linear(100, 120),
  },
  {
    name: '14 bits',
    image: { ...grey12, value: ramp(14), bitsStored: 14, others: windows('LINEAR', [6000, 9000]) },
    level: linear(6000, 9000),
    offByOne: 0.01,
  },
  {
    name: '16 bits',
    image: { ...grey12, value: ramp(16), bitsStored: 16, others: windows('LINEAR', [30000, 50000]) },
    level: linear(30000, 50000),
    offByOne: 0.01,
  },
  {
    name: '16 bits through a narrow window',
    image: { ...grey12, value: ramp(16), bitsStored: 16, others: windows('SIGMOID', [40000, 700]) },
    level: sigmoid(40000, 700),
    offByOne: 0.01,
  },
  {
    name: '16 bits, signed',
    image: {
      ...grey12,
      value: (x, y) => y * 256 + x - 32768,
      bitsStored: 16,
      signed: true,
      others: [{ tag: 0x00280120, vr: 'SS', value: -32768 }, ...windows('LINEAR', [-200, 2000])],
    },
    level: (x) => (x === -32768 ? 0 : linear(-200, 2000)(x)),
  },
  {
    name: '32 bits',
    image: {
      ...grey12,
      value: (x, y) => 1_000_000 + 10 * (y * 256 + x),
      bitsAllocated: 32,
      bitsStored: 32,
      others: windows('LINEAR', [1_300_000, 500_000]),
    },
    level: linear(1_300_000, 500_000),
    offByOne: 0.01,
  },
  {
    name: 'no window: the range of the values',
    image: { ...grey12, value: (x, y) => 100 + ((y * 256 + x) % 1001) },
    level: linearExact(600, 1000),
  },
  {
    name: 'the reader’s own window',
    image: { ...grey12, others: windows('LINEAR', [2048, 4096]) },
    display: own('LINEAR', 1234.5, 777.25),
    level: linear(1234.5, 777.25),
  },
  {
    name: 'the reader’s own window on a table, inverted',
    image: { ...grey12, others: [{ tag: 0x00283010, vr: 'SQ', value: [lutItem(0, 12, curve)] }] },
    display: own('LINEAR_EXACT', 1000, 500, true),
    level: inverted(linearExact(1000, 500)),
  },
];

describe.skipIf(lacks('chromium'))(needing('grey levels on the canvas', 'chromium'), () => {
  let viewport: ViewportPage;
  beforeAll(async () => {
    viewport = await openViewportPage();
  }, 300_000);
  afterAll(() => viewport?.close());

  async function shown(tile: TileToShow): Promise<Uint8Array> {
    await viewport.page.evaluate((only) => window.viewports.show([only]), tile);
    const { base64 } = await viewport.page.evaluate(() => window.viewports.read(0));
    return new Uint8Array(Buffer.from(base64, 'base64'));
  }

  const whole = { x: 0, y: 0, width: 256, height: 256 };

  for (const { name, image, display, level, offByOne = 0 } of cases) {
    it(name, async () => {
      viewport.serve(name, testDicom(image));
      const pixels = await shown({ imageId: name, rect: whole, ...(display ? { display } : {}) });
      const differences = differencesFrom(pixels, image, level);
      expect(differences.beyondOne).toBe(0);
      expect(differences.one).toBeLessThanOrEqual(offByOne * 65536);
    });
  }

  it('every step of dragging', async () => {
    const image = { ...grey12, others: windows('LINEAR', [2048, 4096]) };
    viewport.serve('dragged', testDicom(image));
    const header = imageHeader({
      voiTransforms: [{ type: 'window', function: 'LINEAR', center: 2048, width: 4096, explanation: null }],
    });
    for (const [dx, dy] of [
      [0, 3],
      [-40, 3],
      [-400, -90],
      [-2000, -90],
      [300, 500],
    ]) {
      const display = dragged(header, defaultDisplay(header), dx, dy);
      const window = windowOf(header, display);
      if (window === null) throw new Error('no window');
      const pixels = await shown({ imageId: 'dragged', rect: whole, display });
      const differences = differencesFrom(pixels, image, linear(window.center, window.width));
      expect(differences).toEqual({ one: 0, beyondOne: 0 });
    }
  });
});

/** Pixels whose level differs from the rounded formula, by one and by more. */
function differencesFrom(
  rgba: Uint8Array,
  image: TestImage,
  level: Level,
): { one: number; beyondOne: number } {
  let one = 0;
  let beyondOne = 0;
  for (let y = 0; y < image.rows; y++) {
    for (let x = 0; x < image.columns; x++) {
      const wanted = Math.round(level(image.value(x, y) as number));
      const at = 4 * (y * image.columns + x);
      const difference = Math.max(...[0, 1, 2].map((component) => Math.abs(rgba[at + component] - wanted)));
      if (difference === 1) one += 1;
      else if (difference > 1) beyondOne += 1;
    }
  }
  return { one, beyondOne };
}
