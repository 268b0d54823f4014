/** The reading screen, as tests look at it. */
import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { Rect } from '../../contract/geometry.ts';
import { painted, type Painted } from './painted.ts';

/** What is painted follows what was asked for, later on a busy machine. */
export const soon = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 30_000 });

/** Looks again until nothing in it throws. */
export const eventually = <T>(look: () => Promise<T>): Promise<T> =>
  vi.waitFor(look, { timeout: 30_000, interval: 100 });

export const tile = (page: Page, label: string) => page.locator(`[data-tile="${label}"]`);

/**
 * Of every place on the screen: its label, or what stands there instead of a picture; "..." of a view that is on its way.
 * Then what the step has no view of.
 */
const shownViews = (page: Page) =>
  page.locator('[data-tile], [data-missing-view]').evaluateAll((places) => {
    const missing = places.filter((place) => place.hasAttribute('data-missing-view'));
    const tiles = places.filter((place) => place.hasAttribute('data-tile'));
    return [...tiles, ...missing].map((place) => {
      if (place.querySelector('[data-drawn="true"]')) return place.getAttribute('data-tile') ?? '';
      const isComing = place.querySelector('[data-drawn]') || /^Loading/.test(place.textContent);
      return isComing ? '...' : place.textContent;
    });
  });

/** "R MLO: not in this exam": has no place on the screen. */
const isMissing = (view: string) => /: (not in |no )/.test(view);

/** Waits until these views are on the screen, all drawn, and these are missing; of places without a picture the text is meant. */
export async function hung(page: Page, ...views: readonly string[]): Promise<void> {
  const shown = views.filter((view) => !isMissing(view));
  await soon(() => shownViews(page)).toEqual([...shown, ...views.filter(isMissing)]);
}

/** Waits until every view of the step is drawn, or says why it is not; gives their labels and reasons. */
export async function settledViews(page: Page): Promise<readonly string[]> {
  let views: readonly string[] = [];
  await soon(async () => {
    views = await shownViews(page);
    return views.length > 0 && views.every((view) => view !== '...' && view !== '');
  }).toBe(true);
  return views;
}

const steps = (page: Page) => page.getByRole('navigation', { name: 'Hanging steps' });
const dots = (page: Page) => steps(page).getByRole('button');

export const stepTitle = (page: Page) => steps(page).locator('span').innerText();

export const stepTitles = (page: Page) =>
  dots(page).evaluateAll((all) => all.map((dot) => dot.getAttribute('aria-label') ?? ''));

/** Goes to the step of this title, and waits for its views. */
export async function turnTo(page: Page, step: string, ...views: readonly string[]): Promise<void> {
  await dots(page)
    .and(page.getByLabel(step, { exact: true }))
    .click();
  await hung(page, ...views);
}

/** Hides all text on the images, so that only pictures are painted there. */
export async function withoutText(page: Page): Promise<void> {
  await page.keyboard.press('h');
  await soon(() => page.locator('[data-tile] span').count()).toBe(0);
}

/** The tile's place on the page, and what is painted there. */
export async function paintedTile(page: Page, label: string): Promise<{ box: Rect; view: Painted }> {
  const box = (await tile(page, label).boundingBox())!;
  return { box, view: await painted(page, box) };
}
