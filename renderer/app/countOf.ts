const number = new Intl.NumberFormat('en');

/** `1 file`, `1,200 files`: a count with its noun, whose plural takes an s. */
export const countOf = (count: number, noun: string): string =>
  `${number.format(count)} ${noun}${count === 1 ? '' : 's'}`;
