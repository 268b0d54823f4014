import { sep } from 'node:path';
import type { Problem } from '../../contract/problem.ts';

/** Makes problems fit to be shown: no folder of this computer is in them. */
export interface Concealer {
  text(text: string): string;
  problem(problem: Problem): Problem;
}

/** `/a/b/c.dcm` */
const posixPath = /(^|[\s"'`(=])(?:file:\/\/)?(?:\/[^/\s"'`()]+)*\/([^/\s"'`()]+)/g;
/** `C:\a b\c.dcm` and `\\server\share\c.dcm` */
const windowsPath = /(?:\b[A-Za-z]:\\|\\\\)(?:[^\\"'`:*?<>|\n]+\\)*([^\\\s"'`()]+)/g;

/** Paths inside texts keep their last part only; those in the data folder may have spaces. */
export function createConcealer(dataDir: string): Concealer {
  const text = (said: string) =>
    said
      .replaceAll(`${dataDir}${sep}`, '')
      .replaceAll(dataDir, 'the data folder')
      .replace(posixPath, '$1$2')
      .replace(windowsPath, '$1');
  return { text, problem: ({ kind, message }) => ({ kind, message: text(message) }) };
}
