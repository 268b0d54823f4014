import { printable } from './output.ts';

/** A progress bar on standard error where that is a terminal; nothing where it is piped. */
export class ProgressBar {
  readonly #stream: NodeJS.WriteStream;
  readonly #start = performance.now();
  #total = 0;
  #done = 0;
  #label = '';

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
  }

  begin(total: number): void {
    this.#total = total;
    this.#draw();
  }

  /** What is being done now. */
  step(label: string): void {
    this.#label = printable(label);
    this.#draw();
  }

  /** One more of the total is done, well or not. */
  advance(): void {
    this.#done += 1;
    this.#draw();
  }

  /** Writes a line above the bar. */
  above(write: () => void): void {
    this.clear();
    write();
    this.#draw();
  }

  clear(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\x1b[K');
  }

  #draw(): void {
    if (!this.#stream.isTTY || this.#total === 0) return;
    const line = progressLine(
      {
        done: this.#done,
        total: this.#total,
        label: this.#label,
        elapsedMs: performance.now() - this.#start,
      },
      this.#stream.columns || 80,
    );
    this.#stream.write(`\r\x1b[K${line}`);
  }
}

interface Progress {
  readonly done: number;
  readonly total: number;
  readonly label: string;
  readonly elapsedMs: number;
}

const barWidth = 24;

/** `[######      ] 3/12  9 s left  what is done now`, cut to the terminal's width. */
export function progressLine({ done, total, label, elapsedMs }: Progress, columns: number): string {
  const filled = Math.min(barWidth, Math.round((barWidth * done) / total));
  const bar = `[${'#'.repeat(filled)}${' '.repeat(barWidth - filled)}]`;
  const left = done === 0 || done >= total ? '' : `  ${timeLeft((elapsedMs / done) * (total - done))} left`;
  return `${bar} ${done}/${total}${left}  ${label}`.slice(0, columns - 1);
}

function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
