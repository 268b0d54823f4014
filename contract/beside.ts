/** What is found with an exam's images and is no image. Pure. */

/** Documents of one kind that were found with an exam's images: "mammography CAD report", in the singular. */
export interface BesideCount {
  readonly kind: string;
  readonly count: number;
}

/** "1 mammography CAD report, 2 presentation states" */
export function besideInWords(beside: readonly BesideCount[]): string {
  return beside.map(({ kind, count }) => `${count} ${count === 1 ? kind : `${kind}s`}`).join(', ');
}
