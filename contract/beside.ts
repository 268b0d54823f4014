/** What is found with an exam's images and is no image. Pure. */

/** Objects of one kind that were found with an exam's images: "mammography CAD report", "mask of L CC", in the singular. */
export interface BesideCount {
  readonly kind: string;
  readonly count: number;
}

/** "1 mammography CAD report, 2 presentation states, 2 masks of L CC" */
export function besideInWords(beside: readonly BesideCount[]): string {
  return beside.map(({ kind, count }) => `${count} ${count === 1 ? kind : plural(kind)}`).join(', ');
}

function plural(kind: string): string {
  return kind.includes(' of ') ? kind.replace(' of ', 's of ') : `${kind}s`;
}
