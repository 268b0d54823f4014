import { expect, it } from 'vitest';
import { onEachHost } from './app.ts';

onEachHost('a start', (open) => {
  it('opens on a black page, without a word in the console', async () => {
    const app = await open();
    await app.page.locator('main').waitFor();
    expect(await app.page.title()).toBe('Mammoscope');
    const background = await app.page.evaluate(
      () => getComputedStyle(document.documentElement).backgroundColor,
    );
    expect(background).toBe('rgb(0, 0, 0)');
    expect(await app.call('listExams', null)).toEqual({ ok: true, value: [] });
  });
});
