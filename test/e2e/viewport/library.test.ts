/**
 * The program's decoders against the obvious library, @cornerstonejs/dicom-image-loader, on real files. Where they
 * differ, GDCM's figures (codecs.test.ts) say who is right.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks, needing, sharedDir } from '../../needs.ts';
import type { Comparison } from './libraryPage/main.ts';
import { type ViewportPage, openViewportPage } from './viewportPage.ts';

const samples = join(sharedDir, 'dicom-samples');

/** Where the library fails or gives something else; all other files must agree bit for bit. */
const known: Readonly<Record<string, { why: string; compared: Partial<Comparison> | RegExp }>> = {
  'mg/mammogram_wg04_sc_jpeg12.dcm': {
    why: 'its 12-bit JPEG decoder is up to 16 values off in nearly every pixel',
    compared: { largest: 16 },
  },
  'syntax/ct_jpeg_extended.dcm': {
    why: 'its 12-bit JPEG decoder is up to 16 values off in every pixel',
    compared: { largest: 16 },
  },
  'odd/fragmented_no_bot.dcm': {
    why: 'it does not join the fragments of a frame that no offset table describes',
    compared: /marker was not found/,
  },
  'syntax/ct_deflated.dcm': { why: 'it finds no pixels in a deflated data set', compared: /no pixel data/ },
  'display/modality_lut.dcm': {
    why: 'it cuts sign-extended words to Bits Stored, and positive values beyond become negative',
    compared: { largest: 4096 },
  },
  'display/palette.dcm': {
    why: 'it gives colours, the program the indices',
    compared: /768000 samples instead of 256000/,
  },
  'objects/seg_binary.dcm': {
    why: 'it leaves single bits packed',
    compared: /2048 samples instead of 16384/,
  },
};

describe.skipIf(lacks('shared') || lacks('chromium'))(
  needing('decoders against Cornerstone’s image loader', 'shared', 'chromium'),
  () => {
    let viewport: ViewportPage;
    beforeAll(async () => {
      viewport = await openViewportPage('libraryPage', 'comparison');
    }, 300_000);
    afterAll(() => viewport?.close());

    const files = lacks('shared')
      ? []
      : [
          ...Object.keys(JSON.parse(readFileSync(join(samples, 'expected-pixels.json'), 'utf8')) as object),
          'syntax/htj2k_rgb.dcm',
        ];
    for (const file of files) {
      const exception = known[file];
      it(exception === undefined ? `${file} agrees` : `${file}: ${exception.why}`, async () => {
        viewport.serve(file, readFileSync(join(samples, file)));
        const compared = await viewport.page.evaluate((id) => window.comparison.compare(id), file);
        if (exception === undefined) expect(compared).toMatchObject({ differing: 0 });
        else if (exception.compared instanceof RegExp) {
          expect(compared).toEqual({ theirs: expect.stringMatching(exception.compared) as string });
        } else expect(compared).toMatchObject(exception.compared);
      });
    }
  },
);
