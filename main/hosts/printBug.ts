/**
 * Prints a mistake of the program by its place alone: its message may name patients' files. `where` says what was running, as
 * "the loopback host".
 */
export function printBug(where: string, error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const places = stack.split('\n').filter((line) => /^\s+at /.test(line));
  console.error([`Internal error in ${where}`, ...places].join('\n'));
}
