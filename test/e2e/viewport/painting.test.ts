/** What is drawn otherwise than it is stored, on the canvas: what stays black, and the planes over the image. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DisplaySettings } from '../../../renderer/viewport/display.ts';
import { lacks, needing } from '../../needs.ts';
import { type TestImage, testDicom, windows } from './images.ts';
import { type ViewportPage, openViewportPage } from './viewportPage.ts';

const side = 700;
const radius = 280;
/** A half disc on the chest wall at the left. */
const inBreast = (x: number, y: number) => Math.hypot(x + 0.5, y + 0.5 - side / 2) < radius;

function breast(tissue: number, outside: number, others: Partial<TestImage> = {}): TestImage {
  return {
    rows: side,
    columns: side,
    value: (x, y) => (inBreast(x, y) ? tissue : outside),
    bitsAllocated: 16,
    bitsStored: 12,
    ...others,
    others: [...(others.others ?? []), ...windows('LINEAR', [2048, 4096])],
  };
}

const padding = (value: number) => ({ tag: 0x00280120, vr: 'US', value });
const inverted: DisplaySettings = { voi: { type: 'image', index: 0 }, inverted: true };
/** Of (stored - 2047.5) / 4095 + 0.5, rounded. */
const levelOf = (stored: number) => Math.round(((stored - 2047.5) / 4095 + 0.5) * 255);

describe.skipIf(lacks('chromium'))(needing('drawn otherwise than stored', 'chromium'), () => {
  let viewport: ViewportPage;
  beforeAll(async () => {
    viewport = await openViewportPage();
  }, 300_000);
  afterAll(() => viewport?.close());

  /** The middle of the image at `scale`, in a tile of 400 x 400 pixels: grey levels, row by row. */
  async function shown(imageId: string, scale: number, display?: DisplaySettings, overlaysShown = true) {
    const camera = { centre: { x: side / 2, y: side / 2 }, scale, quarterTurns: 0, mirrored: false } as const;
    const tile = { imageId, rect: { x: 0, y: 0, width: 400, height: 400 }, camera, overlaysShown };
    await viewport.page.evaluate(
      (only) => window.viewports.show([only]),
      display === undefined ? tile : { ...tile, display },
    );
    const { base64 } = await viewport.page.evaluate(() => window.viewports.read(0));
    const grey = new Uint8Array(Buffer.from(base64, 'base64')).filter((_, at) => at % 4 === 0);
    const at = (x: number, y: number) => {
      const column = Math.round((x - side / 2) * scale + 200);
      const row = Math.round((y - side / 2) * scale + 200);
      return grey[row * 400 + column];
    };
    return { brightest: grey.reduce((most, level) => Math.max(most, level), 0), at };
  }

  // Smaller than the window, and so from the halved level; smoothed; enlarged.
  const scales = [0.45, 0.8, 1.6];

  it('padding of MONOCHROME1 leaves no bright rim, uninverted and inverted', async () => {
    const image = breast(2600, 0, { photometricInterpretation: 'MONOCHROME1', others: [padding(0)] });
    viewport.serve('mono1', testDicom(image));
    for (const scale of scales) {
      for (const [display, level] of [
        [undefined, 255 - levelOf(2600)],
        [inverted, levelOf(2600)],
      ] as const) {
        const { brightest, at } = await shown('mono1', scale, display);
        expect(Math.abs(at(260, side / 2) - level)).toBeLessThanOrEqual(1);
        expect(at(420, side / 2)).toBe(0);
        expect(brightest).toBeLessThanOrEqual(level + 1);
      }
    }
  });

  it('padding at the bright end leaves no bright rim either', async () => {
    viewport.serve('high', testDicom(breast(2048, 4095, { others: [padding(4095)] })));
    for (const scale of scales) {
      const { brightest, at } = await shown('high', scale);
      expect(at(420, side / 2)).toBe(0);
      expect(brightest).toBeLessThanOrEqual(levelOf(2048) + 1);
    }
  });

  it('air that is no padding stays black when the image is inverted, without a rim', async () => {
    viewport.serve('air', testDicom(breast(2048, 40)));
    for (const scale of scales) {
      const { brightest, at } = await shown('air', scale, inverted);
      expect(Math.abs(at(260, side / 2) - (255 - levelOf(2048)))).toBeLessThanOrEqual(1);
      expect(at(420, side / 2)).toBe(0);
      expect(brightest).toBeLessThanOrEqual(255 - levelOf(2048) + 1);
      // Uninverted it is as it is stored.
      expect((await shown('air', scale)).at(420, side / 2)).toBe(levelOf(40));
    }
  });

  it('overlay planes are drawn, in the smallest picture too, and can be hidden', async () => {
    // Two bars of 12 pixels in the breast.
    const [rows, columns] = [40, 60];
    const bits = new Uint8Array((rows * columns) / 8);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const index = row * columns + column;
        if (row < 12 || column < 12) bits[index >> 3] |= 1 << (index & 7);
      }
    }
    const plane = [
      { tag: 0x60000010, vr: 'US', value: rows },
      { tag: 0x60000011, vr: 'US', value: columns },
      { tag: 0x60000040, vr: 'CS', value: 'G' },
      { tag: 0x60000050, vr: 'SS', value: [side / 2 + 1, 241] },
      { tag: 0x60000100, vr: 'US', value: 1 },
      { tag: 0x60000102, vr: 'US', value: 0 },
      { tag: 0x60003000, vr: 'OW', value: bits },
    ];
    viewport.serve('plane', testDicom(breast(2048, 0, { others: plane })));
    for (const scale of scales) {
      const drawn = await shown('plane', scale);
      expect(drawn.at(246, side / 2 + 30)).toBe(255);
      expect(drawn.at(270, side / 2 + 6)).toBe(255);
      expect(drawn.at(270, side / 2 + 30)).toBe(levelOf(2048));
      expect((await shown('plane', scale, undefined, false)).brightest).toBe(levelOf(2048));
    }
  });
});
