import { basename } from 'node:path';
import type { ExamRow } from '../../contract/exam.ts';
import { ok } from '../../contract/problem.ts';
import type { Result } from '../../contract/problem.ts';
import type { Desktop } from '../desktop.ts';

/**
 * What a start shows first: the files and folders that it was given; else, where the list is empty, the sample exam, which
 * takes some seconds to make the first time (`onSample` is called before). `paths`: absolute.
 */
export async function openFirst(
  desktop: Desktop,
  paths: readonly string[],
  onSample: () => void,
): Promise<Result<null>> {
  if (paths.length > 0) {
    desktop.index(paths, labelOf(paths));
    return ok(null);
  }
  const listed = (await desktop.call('listExams', null)) as Result<readonly ExamRow[]>;
  if (!listed.ok) return listed;
  if (listed.value.length > 0) return ok(null);
  onSample();
  const opened = (await desktop.call('openSample', null)) as Result<{ readonly examId: string }>;
  if (!opened.ok) return opened;
  desktop.show(opened.value.examId);
  return ok(null);
}

function labelOf(paths: readonly string[]): string {
  return paths.length === 1 ? basename(paths[0]) : `${paths.length} files and folders`;
}
