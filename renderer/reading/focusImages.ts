/** Gives the keyboard back to the images, where Space, Tab and Enter are commands. */
export function focusImages(): void {
  document.querySelector<HTMLElement>('[data-image-area]')?.focus({ preventScroll: true });
}
