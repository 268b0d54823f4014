/** The list of files that could not be listed, or cannot be shown. Pure. */
import type { ListedProblem } from '../../contract/api.ts';

/** Those whose file name or reason has the text in it, without case. */
export function problemsMatching(
  problems: readonly ListedProblem[],
  sought: string,
): readonly ListedProblem[] {
  const text = sought.trim().toLowerCase();
  if (text === '') return problems;
  return problems.filter(({ file, problem }) => `${file}\n${problem.message}`.toLowerCase().includes(text));
}

/** Files and folders are often named after the patient: a number and the ending stand for each name. */
export function withoutNames(problems: readonly ListedProblem[]): readonly ListedProblem[] {
  return problems.map(({ file, problem }, index) => {
    const ending = /\.[A-Za-z]{1,4}$/.exec(file)?.[0] ?? '';
    return { file: `File ${index + 1}${ending}`, problem };
  });
}

/** For a spreadsheet: a line each, file and reason with a tab between. */
export function problemsAsText(problems: readonly ListedProblem[]): string {
  const plain = (text: string) => text.replace(/\s+/g, ' ');
  return problems.map(({ file, problem }) => `${plain(file)}\t${plain(problem.message)}`).join('\n');
}
