import { onTestFinished } from 'vitest';
import { openLibrary } from '../../../main/store/database.ts';
import type { Library } from '../../../main/store/database.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** A new library, closed after the test. */
export function open(): Library {
  const library = openLibrary(temporaryFolder());
  if (!library.ok) throw new Error(library.problem.message);
  onTestFinished(() => library.value.close());
  return library.value;
}
