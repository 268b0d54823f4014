/** Without case and accents: `muller` for Müller. */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  // Most texts have none, and taking accents apart is slow.
  return /[^\x20-\x7e]/.test(lower) ? lower.normalize('NFD').replace(/\p{M}/gu, '') : lower;
}
