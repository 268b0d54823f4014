/** The cases that went most wrong, each with its picture. */
export interface WorstCase {
  readonly name: string;
  /** What is known of it, in words. */
  readonly caption: string;
  /** PNG. */
  readonly picture: Uint8Array;
}

/** Keeps the worst few of many cases; pictures of the others are never drawn. */
export class WorstCases {
  readonly #most: number;
  #kept: { readonly badness: number; readonly worst: WorstCase }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** The earlier of equals stays. */
  offer(badness: number, draw: () => WorstCase): void {
    const last = this.#kept.at(-1);
    if (this.#kept.length >= this.#most && (last === undefined || badness <= last.badness)) return;
    this.#kept.push({ badness, worst: draw() });
    this.#kept.sort((one, other) => other.badness - one.badness);
    this.#kept = this.#kept.slice(0, this.#most);
  }

  /** Worst first. */
  list(): readonly WorstCase[] {
    return this.#kept.map(({ worst }) => worst);
  }
}
