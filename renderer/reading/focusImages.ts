/** Gives the keyboard back to the images, where Space, Tab and Enter are commands; false where there are none. */
export function focusImages(): boolean {
  const area = document.querySelector<HTMLElement>('[data-image-area]');
  area?.focus({ preventScroll: true });
  return area !== null;
}
