/** The assessment as a hand at the mouse gives it. */
import type { Locator, Page } from 'playwright-core';

export const panel = (page: Page): Locator => page.getByRole('region', { name: 'Assessment', exact: true });

/** The list of a breast's categories; its value is one of them, '' for none. */
export const category = (page: Page, breast: 'Right' | 'Left'): Locator =>
  panel(page).getByRole('combobox', { name: `${breast} breast BI-RADS` });

/** Its value is a to d, `not-given`, or '' for none. */
export const density = (page: Page): Locator =>
  panel(page).getByRole('combobox', { name: 'Density', exact: true });

export const comment = (page: Page): Locator =>
  panel(page).getByRole('textbox', { name: 'Comment', includeHidden: true });

/** Unfolds the comment where it is folded. */
export async function writeComment(page: Page, text: string): Promise<void> {
  if (!(await comment(page).isVisible())) await panel(page).getByText('Comment').click();
  await comment(page).fill(text);
}

/** A whole assessment: both breasts of one category. */
export async function assessBoth(page: Page, biRads: string): Promise<void> {
  await category(page, 'Right').selectOption(biRads);
  await category(page, 'Left').selectOption(biRads);
  await density(page).selectOption('b');
}

/** What the line at the images says; '' where there is none. */
export const lineText = (page: Page): Promise<string> =>
  page
    .locator('[data-assessment-line]')
    .first()
    .innerText({ timeout: 500 })
    .catch(() => '');
