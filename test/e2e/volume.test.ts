import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { onEachHost, temporaryFolder } from './app.ts';
import { soon } from './hungViews.ts';
import { level } from './readingPage.ts';
import { testDicom, windows } from './viewport/images.ts';

/** Software rendering on a busy machine is slow. */
const limitMs = 120_000;

onEachHost('a volume', (open) => {
  it(
    'opens at its middle frame, turns by wheel and keys, and plays',
    async () => {
      const folder = temporaryFolder();
      const volume = testDicom({
        rows: 60,
        columns: 40,
        bitsAllocated: 16,
        bitsStored: 12,
        value: () => 100,
        frames: 8,
        spacing: [1, 1],
        others: [
          { tag: 0x00080060, vr: 'CS', value: 'MG' },
          { tag: 0x0020000d, vr: 'UI', value: '1.2.3.5' },
          { tag: 0x0020000e, vr: 'UI', value: '1.2.3.6' },
          { tag: 0x00200062, vr: 'CS', value: 'R' },
          { tag: 0x00185101, vr: 'CS', value: 'CC' },
          // Frame n has the value 100 + n: one frame more is 32 grey levels more.
          ...windows('LINEAR_EXACT', [104, 8]),
        ],
      });
      writeFileSync(join(folder, 'volume.dcm'), volume);
      const { page, screenshot } = await open({ paths: [folder], settings: { analyseOnOpen: false } });
      const view = page.locator('[data-tile^="R CC"]');
      await view.locator('[data-drawn="true"]').waitFor();
      const frame = page.getByRole('slider', { name: 'Frame' });
      const label = (await view.getAttribute('data-tile'))!;
      const grey = () => level(page, label, { x: 0.9, y: 0.45, width: 0.05, height: 0.1 });
      expect(await frame.inputValue()).toBe('5');
      await soon(grey).toBeCloseTo(128, -0.5);
      await page.keyboard.press('.');
      await soon(grey).toBeCloseTo(160, -0.5);
      await view.hover();
      await page.mouse.wheel(0, -300);
      await soon(() => frame.inputValue()).toBe('3');
      await screenshot('reading volume');
      await page.keyboard.press('/');
      const seen = new Set<string>();
      await soon(async () => seen.add(await frame.inputValue()).size).toBeGreaterThan(2);
      await page.keyboard.press('/');
      await page.getByRole('button', { name: 'Play' }).waitFor();
    },
    limitMs,
  );
});
