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
export function forgetProblems({ database }: Pick<Library, 'database'>, paths: readonly string[]): void {
  database
    .prepare('DELETE FROM listed_problem WHERE file IN (SELECT value FROM json_each(?))')
    .run(JSON.stringify(paths));
}

/** Forgets the problems of files and archive entries at or below `roots` (absolute), but for those of the files `kept`. */
export function forgetProblemsBelow(
  { database }: Library,
  roots: readonly string[],
  kept: ReadonlySet<string>,
): void {
  const rows = database.prepare('SELECT file FROM listed_problem').all();
  const gone = rows
    .map(({ file }) => file as string)
    .filter((file) => !kept.has(file) && roots.some((root) => isBelow(file, root)));
  if (gone.length > 0) forgetProblems({ database }, gone);
}

function isBelow(file: string, root: string): boolean {
  return file.startsWith(root) && (/[\\/]$/.test(root) || /^([\\/]|$)/.test(file.slice(root.length)));
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
