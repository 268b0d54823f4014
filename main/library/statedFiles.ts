/** Sides and views of files as the command line states them. Pure. */
import { fail, ok } from '../../contract/problem.ts';
import type { Problem, Result } from '../../contract/problem.ts';
import { viewFromText } from '../../imaging/dicom/viewText.ts';
import type { StatedView } from './imageStatement.ts';

/** "FILE=R-CC". */
export interface StatedFile extends StatedView {
  /** A file as it was named, or the end of its path. */
  readonly file: string;
}

/** Reads `FILE=R-CC`, `FILE=L` or `FILE=MLO`. Problem `bad-input` for anything else. */
export function parseStatedFile(text: string): Result<StatedFile> {
  const at = text.lastIndexOf('=');
  const file = text.slice(0, Math.max(0, at));
  const { laterality, viewPosition, viewModifiers } = viewFromText(text.slice(at + 1));
  if (file === '' || (laterality === null && viewPosition === null) || viewModifiers.length > 0) {
    return fail('bad-input', `"${text}" is not understood: write FILE=R-CC, FILE=L-MLO, FILE=R or FILE=CC.`);
  }
  return ok({ file, laterality, viewPosition });
}

/** Which saying is of which file. */
export interface Sayings {
  of(file: string): StatedView | null;
  /** Files that were named and did not come. */
  unused(): readonly string[];
}

export function sayingsOf(stated: readonly StatedFile[]): Sayings {
  const used = new Set<StatedFile>();
  const plain = (path: string) => path.replaceAll('\\', '/');
  return {
    of: (file) => {
      const found = stated.find(
        (one) => plain(file) === plain(one.file) || plain(file).endsWith(`/${plain(one.file)}`),
      );
      if (found === undefined) return null;
      used.add(found);
      return { laterality: found.laterality, viewPosition: found.viewPosition };
    },
    unused: () => stated.filter((one) => !used.has(one)).map(({ file }) => file),
  };
}

/** What is said where a file of `--set` did not come. */
export function unusedSaying(file: string): Problem {
  return {
    kind: 'not-found',
    message: 'No image of this name was found; --set names files as they are listed.',
    file,
  };
}
