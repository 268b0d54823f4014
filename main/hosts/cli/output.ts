import type { Problem } from '../../../contract/problem.ts';

/** Writes one line to standard output. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Text from a file, or a file's name, on one line and unable to steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** `1 image`, `2 images`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/** Writes one problem to standard error: `file: message (kind)`. */
export function printProblem(problem: Problem): void {
  const where = problem.file === undefined ? '' : `${problem.file}: `;
  process.stderr.write(`${printable(`${where}${problem.message} (${problem.kind})`)}\n`);
}

/** Reports one problem and sets the exit code: 2 for bad usage, else 1. */
export function failCommand(problem: Problem, exitCode: 1 | 2 = 1): void {
  printProblem(problem);
  process.exitCode = exitCode;
}
