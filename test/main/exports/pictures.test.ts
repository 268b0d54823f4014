import { decode } from 'fast-png';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedAnswers } from '../../../contract/answers.ts';
import type { ImageAnalysis } from '../../../contract/findings.ts';
import { createCanvas, strokeLines } from '../../../main/exports/canvas.ts';
import type { Canvas, Colour } from '../../../main/exports/canvas.ts';
import { drawOverview } from '../../../main/exports/overview.ts';
import type { GmicAnalysis, HdsAnalysis, OverviewPage } from '../../../main/exports/overview.ts';
import * as palette from '../../../main/exports/palette.ts';
import { drawContours, drawMap, drawPatchBoxes, panelAt } from '../../../main/exports/panels.ts';
import { encodePng } from '../../../main/exports/png.ts';
import { resample } from '../../../main/exports/resample.ts';
import { drawText, fitted, glyphLines, textWidth } from '../../../main/exports/text.ts';
import { glyphOf } from '../../../main/exports/font.ts';
import { lacks, needing, sharedDir } from '../../needs.ts';
import { breastDisplay, flatMap, gmicAnalysis, hdsAnalysis, headerOf } from './samples.ts';

function pixel(canvas: Pick<Canvas, 'width' | 'data'>, x: number, y: number): number[] {
  return [...canvas.data.subarray((y * canvas.width + x) * 3, (y * canvas.width + x) * 3 + 3)];
}

function count(
  canvas: Canvas,
  colour: Colour,
  within = { x0: 0, y0: 0, x1: canvas.width, y1: canvas.height },
) {
  let found = 0;
  for (let y = within.y0; y < within.y1; y++) {
    for (let x = within.x0; x < within.x1; x++) {
      if (pixel(canvas, x, y).every((level, channel) => Math.abs(level - colour[channel]) <= 2)) found++;
    }
  }
  return found;
}

describe('PNG', () => {
  it('is what another decoder reads', () => {
    const colours = Uint8Array.from({ length: 7 * 5 * 3 }, (_, index) => (index * 37) % 256);
    const rgb = decode(encodePng({ width: 7, height: 5, channels: 3, data: colours }));
    expect([rgb.width, rgb.height, rgb.channels, rgb.depth]).toEqual([7, 5, 3, 8]);
    expect([...rgb.data]).toEqual([...colours]);
    const levels = Uint16Array.from({ length: 35 }, (_, index) => (index * 4099) % 65536);
    const grey = decode(encodePng({ width: 7, height: 5, channels: 1, data: levels }));
    expect([grey.channels, grey.depth]).toEqual([1, 16]);
    expect([...grey.data]).toEqual([...levels]);
  });
});

describe('resampling', () => {
  const ramp = { width: 8, height: 4, data: Uint8Array.from({ length: 32 }, (_, index) => (index % 8) * 20) };

  it('averages whole and fractional boxes', () => {
    expect([...resample(ramp, { x: 0, y: 0, width: 8, height: 4 }, 4, 1).data]).toEqual([10, 50, 90, 130]);
    // Boxes of 8/3 pixels: (0 + 20 + 2/3 * 40) * 3/8 and so on.
    expect([...resample(ramp, { x: 0, y: 0, width: 8, height: 4 }, 3, 2).data.subarray(0, 3)]).toEqual([
      18, 70, 123,
    ]);
  });

  it('interpolates where it enlarges, and is black outside', () => {
    const large = resample(ramp, { x: 2, y: 1, width: 2, height: 2 }, 8, 8);
    // Output centres at source x = 2.125, 2.375, ...: values 20 * (x - 0.5).
    expect([...large.data.subarray(0, 8)]).toEqual([33, 38, 43, 48, 53, 58, 63, 68]);
    const beyond = resample(ramp, { x: -8, y: 0, width: 8, height: 4 }, 8, 4);
    expect(Math.max(...beyond.data)).toBe(0);
    const flat = { width: 5, height: 5, data: new Uint8Array(25).fill(200) };
    expect(new Set(resample(flat, { x: 0, y: 0, width: 5, height: 5 }, 17, 17).data)).toEqual(new Set([200]));
    expect(new Set(resample(flat, { x: 0, y: 0, width: 5, height: 5 }, 3, 2).data)).toEqual(new Set([200]));
  });
});

describe('text', () => {
  it('draws every printable ASCII character, each differently', () => {
    const drawn = new Set<string>();
    for (let code = 0x21; code <= 0x7e; code++) {
      const canvas = createCanvas(40, 40);
      drawText(canvas, String.fromCharCode(code), 8, 28, { size: 24, colour: [255, 255, 255] });
      expect(Math.max(...canvas.data), String.fromCharCode(code)).toBeGreaterThan(150);
      drawn.add(Buffer.from(canvas.data).toString('latin1'));
    }
    expect(drawn.size).toBe(0x7e - 0x20);
  });

  it('keeps glyphs within their advance, descender and ascender', () => {
    for (let code = 0x21; code <= 0x7e; code++) {
      const { advance, strokes } = glyphOf(String.fromCharCode(code));
      for (const { x, y } of glyphLines(strokes).flat()) {
        expect(x, String.fromCharCode(code)).toBeGreaterThanOrEqual(-0.01);
        expect(x, String.fromCharCode(code)).toBeLessThanOrEqual(advance);
        expect(y).toBeGreaterThan(-1.9);
        expect(y).toBeLessThan(18.5);
      }
    }
  });

  it('gives digits one width, boxes unknown characters and shortens to fit', () => {
    expect(new Set([...'0123456789'].map((digit) => textWidth(digit, { size: 20 }))).size).toBe(1);
    const canvas = createCanvas(30, 30);
    drawText(canvas, '\u6f22', 4, 24, { size: 24, colour: [255, 255, 255] });
    expect(Math.max(...canvas.data)).toBe(255);
    const short = fitted('a very long name of weights', 90, { size: 16 });
    expect(short).toMatch(/^a very.*\u2026$/);
    expect(textWidth(short, { size: 16 })).toBeLessThanOrEqual(90);
  });
});

describe('lines', () => {
  it('are anti-aliased, clipped, and no darker where they join', () => {
    const canvas = createCanvas(40, 20);
    const points = [
      { x: 5, y: 10 },
      { x: 20, y: 10 },
      { x: 35, y: 10 },
    ];
    strokeLines(
      canvas,
      [{ points, closed: false }],
      { width: 2, colour: [200, 200, 200], opacity: 0.5 },
      {
        x: 0,
        y: 0,
        width: 30,
        height: 20,
      },
    );
    expect(pixel(canvas, 10, 9)).toEqual([100, 100, 100]);
    expect(pixel(canvas, 20, 10)).toEqual([100, 100, 100]);
    expect(pixel(canvas, 10, 7)).toEqual([0, 0, 0]);
    expect(pixel(canvas, 32, 10)).toEqual([0, 0, 0]);
  });

  it('can be dashed', () => {
    const canvas = createCanvas(60, 9);
    const points = [
      { x: 0, y: 4.5 },
      { x: 60, y: 4.5 },
    ];
    const stroke = { width: 1, colour: [255, 255, 255] as const, dash: [10, 10] as const };
    strokeLines(canvas, [{ points, closed: false }], stroke, { x: 0, y: 0, width: 60, height: 9 });
    expect([5, 15, 25, 35, 45, 55].map((x) => pixel(canvas, x, 4)[0] > 128)).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
  });
});

describe('panels', () => {
  const source = { width: 300, height: 400 };
  const panel = panelAt({ x: 10, y: 20, width: 150, height: 200 }, source);

  it('lay maps where they belong, their opacity following the value', () => {
    const canvas = createCanvas(200, 240);
    // The map covers the left half of the source.
    const toSource = { a: 15, b: 0, c: 0, d: 40, e: 0, f: 0 };
    drawMap(canvas, panel, flatMap(10, 10, 1, toSource), palette.ramps.malignant, 'smooth');
    const { colour, opacity } = palette.rampAt(palette.ramps.malignant, 1);
    expect(pixel(canvas, 20, 100)).toEqual(colour.map((level) => Math.floor(level * opacity + 0.5)));
    expect(pixel(canvas, 84, 100)[0]).toBeGreaterThan(0);
    expect(pixel(canvas, 86, 100)).toEqual([0, 0, 0]);
    const weak = createCanvas(200, 240);
    drawMap(weak, panel, flatMap(10, 10, 0.3, toSource), palette.ramps.malignant, 'smooth');
    expect(pixel(weak, 20, 100)[0]).toBeLessThan(pixel(canvas, 20, 100)[0] / 2);
  });

  it('draw mass outlines and boxes at their place', () => {
    const header = headerOf();
    const { findings } = hdsAnalysis(header);
    if (findings.architecture !== 'hds-uresnet') throw new Error('not HDS');
    const canvas = createCanvas(200, 240);
    drawContours(canvas, panel, [{ contours: findings.contours }]);
    // The spot's centre (0.4, 0.45) is at (70, 110) of the canvas, its outline 9.4 around it.
    const right = pixel(canvas, Math.round(70 + 9.4 - 0.5), 110);
    expect(right[1]).toBeGreaterThan(180);
    expect(right[2]).toBeLessThan(0.75 * right[1]);
    expect(pixel(canvas, 70, 110)).toEqual([0, 0, 0]);
    const boxes = createCanvas(200, 240);
    const patch = { retrieval: 0, attention: 1, saliency: { benign: 0, malignant: 0 } };
    drawPatchBoxes(boxes, panel, [{ ...patch, rank: 1, rect: { x: 100, y: 100, width: 100, height: 100 } }]);
    expect(pixel(boxes, 110, 95)[0]).toBeGreaterThan(100);
    expect(pixel(boxes, 85, 95)).toEqual([0, 0, 0]);
    expect(count(boxes, palette.box)).toBeGreaterThan(100);
  });
});

function typed(analysis: ImageAnalysis): { hds: HdsAnalysis[]; gmic: GmicAnalysis | null } {
  const { findings } = analysis;
  return findings.architecture === 'gmic'
    ? { hds: [], gmic: { ...analysis, findings } }
    : { hds: [{ ...analysis, findings }], gmic: null };
}

function page(rows: number, columns: number, overrides: Partial<OverviewPage> = {}): OverviewPage {
  return {
    title: 'L CC',
    id: 'exam-1/L-CC',
    view: { width: columns, height: rows, data: breastDisplay(columns, rows) },
    phantom: false,
    hds: [],
    gmic: null,
    ensembles: [],
    ensembleAnswers: publishedAnswers,
    programVersion: '0.1.0',
    ...overrides,
  };
}

describe('overview', () => {
  const header = headerOf({ rows: 1200, columns: 900 });
  const { hds } = typed(hdsAnalysis(header));
  const { gmic } = typed(gmicAnalysis(header));

  it('shows outlines, boxes and both saliencies, each in its colour', () => {
    const canvas = drawOverview(page(1200, 900, { hds, gmic }));
    expect(canvas.width).toBe(1800);
    const quarters = [0, 450, 900, 1350].map((x0) => ({ x0, y0: 150, x1: x0 + 450, y1: 620 }));
    expect(count(canvas, palette.contour, quarters[0])).toBeGreaterThan(30);
    expect(count(canvas, palette.box, quarters[1])).toBeGreaterThan(500);
    const hue = (red: boolean, { x0, x1, y0, y1 }: (typeof quarters)[number]) => {
      let found = 0;
      for (let y = y0; y < y1; y++) {
        for (let x = x0; x < x1; x++) {
          const [r, , b] = pixel(canvas, x, y);
          if (red ? r > b + 60 : b > r + 60) found++;
        }
      }
      return found;
    };
    expect(hue(false, quarters[2])).toBeGreaterThan(1000);
    expect(hue(true, quarters[3])).toBeGreaterThan(1000);
    expect(hue(true, quarters[2])).toBe(0);
  });

  it('begins with what the weights answer by, then the others', () => {
    const { probabilities } = gmic!.findings;
    const swapped = { ...probabilities, fusion: probabilities.local, local: probabilities.fusion };
    const header = (analysis: GmicAnalysis, { x0, x1 }: { x0: number; x1: number }) => {
      const { width, data } = drawOverview(page(1200, 900, { gmic: analysis }));
      return [80, 90, 100, 110].map((y) => data.slice(3 * (y * width + x0), 3 * (y * width + x1)));
    };
    const answers = { ...publishedAnswers, gmic: 'local' } as const;
    const byLocal = { ...gmic!, answers };
    const localAsFusion = { ...gmic!, findings: { ...gmic!.findings, probabilities: swapped } };
    const scores = { x0: 470, x1: 850 };
    expect(header(byLocal, scores)).toEqual(header(localAsFusion, scores));
    expect(header(byLocal, scores)).not.toEqual(header(gmic!, scores));
    const others = { x0: 850, x1: 1800 };
    expect(header(byLocal, others)).not.toEqual(header(localAsFusion, others));
  });

  it('says when weights are untrained', () => {
    const trained = drawOverview(page(1200, 900, { gmic }));
    const untrained = drawOverview(
      page(1200, 900, { gmic: typed(gmicAnalysis(header, { untrained: true })).gmic }),
    );
    const top = { x0: 900, y0: 30, x1: 1800, y1: 70 };
    expect(count(trained, palette.notice, top)).toBeGreaterThan(50);
    expect(count(untrained, palette.notice, top)).toBeGreaterThan(2 * count(trained, palette.notice, top));
  });

  it('marks scores of weights that have seen phantoms only, on an image that is none', () => {
    const only = { phantomsOnly: true };
    const both = { hds: typed(hdsAnalysis(header, only)).hds, gmic: typed(gmicAnalysis(header, only)).gmic };
    const marked = drawOverview(page(1200, 900, both));
    const onPhantom = drawOverview(page(1200, 900, { ...both, phantom: true }));
    // Behind the scores: malignant and mass in the first column, benign in the second.
    const marks = { x0: 470, y0: 80, x1: 850, y1: 140 };
    expect(count(marked, palette.notice, marks)).toBeGreaterThan(30);
    expect(count(onPhantom, palette.notice, marks)).toBe(0);
    const top = { x0: 700, y0: 30, x1: 1800, y1: 70 };
    expect(count(marked, palette.notice, top)).toBeGreaterThan(2 * count(onPhantom, palette.notice, top));
  });

  it.each([
    ['one network each', 1200, 900, { hds, gmic }],
    ['only HDS', 1200, 900, { hds }],
    ['only GMIC', 1200, 900, { gmic }],
    ['neither', 1200, 900, {}],
    ['several HDS weights', 1200, 900, { hds: [...hds, ...hds, ...hds, ...hds, ...hds], gmic }],
    ['a wide view', 600, 2400, { gmic }],
    ['a narrow view', 2400, 300, { hds, gmic }],
    ['a tiny view', 3, 2, { gmic, hds }],
    ['one pixel', 1, 1, { gmic, hds }],
  ])('draws %s', (_, rows, columns, overrides) => {
    const canvas = drawOverview(page(rows, columns, overrides));
    expect(canvas.data.length).toBe(canvas.width * canvas.height * 3);
    expect(canvas.height).toBeLessThan(2500);
    expect(canvas.data.some((level) => level > 100)).toBe(true);
  });

  it('survives masks of noise and findings beyond the view', () => {
    const zigzag = Array.from({ length: 1500 }, (_, index) => ({
      x: (index * 7919) % 900,
      y: (index * 104729) % 1200,
    }));
    const noisy = { points: zigzag, holes: [], probability: 0.6, areaPixels: 1, areaMm2: null };
    const away = { ...noisy, points: zigzag.slice(0, 50).map(({ x, y }) => ({ x: x - 5000, y: y + 9000 })) };
    const findings = { ...hds[0].findings, contours: [noisy, away] };
    expect(() => drawOverview(page(1200, 900, { hds: [{ ...hds[0], findings }], gmic }))).not.toThrow();
  });
});

describe.skipIf(lacks('shared'))(needing('overview of a real mammogram', 'shared'), () => {
  it('is drawn and encoded in time', () => {
    const png = decode(readFileSync(join(sharedDir, 'fixtures', 'images', '0_L-CC.png')));
    const display = Uint8Array.from(png.data, (value) => (value * 255) / 4095);
    const header = headerOf({ rows: png.height, columns: png.width });
    const { hds } = typed(hdsAnalysis(header));
    const { gmic } = typed(gmicAnalysis(header));
    const view = { width: png.width, height: png.height, data: display };
    const start = performance.now();
    const canvas = drawOverview(page(1, 1, { view, hds, gmic }));
    const encoded = encodePng({ ...canvas, channels: 3 });
    expect(performance.now() - start).toBeLessThan(2000);
    const decoded = decode(encoded);
    expect([decoded.width, decoded.height]).toEqual([canvas.width, canvas.height]);
  });
});
