import { isHtmlElement, usedWindow } from '../app/windows.ts';

/**
 * Gives the keyboard back to the images of the window in use, where Space, Tab and Enter are commands; false where there are
 * none.
 */
export function focusImages(): boolean {
  const { document } = usedWindow();
  const area = document.querySelector<HTMLElement>('[data-image-area]');
  if (area) area.focus({ preventScroll: true });
  else if (isHtmlElement(document.activeElement)) document.activeElement.blur();
  return area !== null;
}
