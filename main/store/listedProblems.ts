import type { ListedProblem } from '../../contract/api.ts';
import type { Problem } from '../../contract/problem.ts';
import type { Library } from './database.ts';
import { inTransaction } from './migration.ts';

/** A file that could not be listed, or cannot be shown, with its path, which tells it from others and stays in the library. */
export interface FileProblem extends ListedProblem {
  readonly path: string;
}

/** Adds problems; a file has one at most, the latest. */
export function saveProblems({ database }: Library, problems: readonly FileProblem[]): void {
  inTransaction(database, () => {
    const save = database.prepare(
      'INSERT OR REPLACE INTO listed_problem (file, label, problem) VALUES (?, ?, ?)',
    );
    for (const { path, file, problem } of problems) save.run(path, file, JSON.stringify(problem));
  });
}

/** Forgets the problems of files that are read without one now. */
export function forgetProblems({ database }: Library, paths: readonly string[]): void {
  database
    .prepare('DELETE FROM listed_problem WHERE file IN (SELECT value FROM json_each(?))')
    .run(JSON.stringify(paths));
}

/** In the order in which they were met. */
export function listFileProblems({ database }: Library): readonly ListedProblem[] {
  return database
    .prepare('SELECT label, problem FROM listed_problem ORDER BY id')
    .all()
    .map((row) => ({ file: row.label as string, problem: JSON.parse(row.problem as string) as Problem }));
}

export function clearFileProblems({ database }: Library): void {
  database.exec('DELETE FROM listed_problem');
}
