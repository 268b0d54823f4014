import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks, needing, sharedDir } from '../../needs.ts';
import { type ViewportPage, openViewportPage } from './viewportPage.ts';

interface Expected {
  readonly sha256: string;
  readonly lossy: boolean;
}

const samples = join(sharedDir, 'dicom-samples');

describe.skipIf(lacks('shared') || lacks('chromium'))(
  needing('samples decoded in the page’s workers', 'shared', 'chromium'),
  () => {
    let viewport: ViewportPage;
    beforeAll(async () => {
      viewport = await openViewportPage();
    }, 300_000);
    afterAll(() => viewport?.close());

    const expected = lacks('shared')
      ? {}
      : (JSON.parse(readFileSync(join(samples, 'expected-pixels.json'), 'utf8')) as Record<string, Expected>);
    for (const [file, { sha256 }] of Object.entries(expected)) {
      it(`${file} is what GDCM decodes`, async () => {
        viewport.serve(file, readFileSync(join(samples, file)));
        const decoded = await viewport.page.evaluate((id) => window.viewports.decode(id), file);
        expect(decoded).toEqual({ sha256 });
      });
    }
    it('needs nothing that the content security policy forbids', () => expect(viewport.errors).toEqual([]));
  },
);
