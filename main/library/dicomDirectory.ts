/** The directory of a DICOM medium (PS3.3 F.3): which images it names, and which of them are there. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../../contract/problem.ts';
import type { DataSet } from '../../imaging/dicom/values.ts';
import { bare } from '../../imaging/dicom/spelling.ts';
import { Tag } from '../../imaging/dicom/tags.ts';
import { items, text, texts } from '../../imaging/dicom/values.ts';

/** A file's name on a medium: its folders, then the file. */
export type MediumPath = readonly string[];

/** More records than any medium has. */
const mostRecords = 200_000;

/** The images that a directory names. */
export function imagesOfDirectory(dataSet: DataSet): readonly MediumPath[] {
  return items(dataSet, Tag.DirectoryRecordSequence, mostRecords)
    .filter((record) => bare(text(record, Tag.DirectoryRecordType)) === 'IMAGE')
    .map((record) => texts(record, Tag.ReferencedFileId))
    .filter((parts) => parts.length > 0 && parts.every(isPlainName));
}

/** Others would lead out of the medium. */
function isPlainName(part: string): boolean {
  return part !== '' && !/[/\\]|^\.\.?$/.test(part);
}

const mostNamed = 3;

/** One problem for all images that are named and absent; null where all are there. */
export async function absentImages(
  named: readonly MediumPath[],
  isThere: (path: MediumPath) => boolean | Promise<boolean>,
): Promise<Problem | null> {
  const absent: string[] = [];
  for (const path of named) if (!(await isThere(path))) absent.push(path.join('/'));
  if (absent.length === 0) return null;
  const names = absent.slice(0, mostNamed).join(', ') + (absent.length > mostNamed ? ', …' : '');
  const message = `The directory names ${named.length} images, of which ${absent.length} ${absent.length === 1 ? 'is' : 'are'} not there (${names}); copy the medium again, whole.`;
  return { kind: 'not-found', message };
}

/** As media and those who copy them write names: in any case, with a version or an ending behind them. */
function mediumName(name: string): string {
  return name
    .toUpperCase()
    .replace(/;\d+$/, '')
    .replace(/\.(DCM|DICOM)?$/, '');
}

/** Looks for images below a folder. */
export function lookInFolder(root: string): (path: MediumPath) => Promise<boolean> {
  const listings = new Map<string, Promise<ReadonlyMap<string, string>>>();
  const list = (folder: string) => {
    const known =
      listings.get(folder) ??
      readdir(folder).then(
        (names) => new Map(names.map((name) => [mediumName(name), name])),
        () => new Map<string, string>(),
      );
    listings.set(folder, known);
    return known;
  };
  return async (path) => {
    let folder = root;
    for (const part of path) {
      const name = (await list(folder)).get(mediumName(part));
      if (name === undefined) return false;
      folder = join(folder, name);
    }
    return true;
  };
}

/** Looks for images among an archive's entries, below the folder of `directory`, which is an entry too. */
export function lookInArchive(entries: readonly string[], directory: string): (path: MediumPath) => boolean {
  const keyOf = (names: readonly string[]) => names.map(mediumName).join('/');
  const known = new Set(entries.map((name) => keyOf(name.split(/[/\\]/))));
  const above = directory.split(/[/\\]/).slice(0, -1);
  return (path) => known.has(keyOf([...above, ...path]));
}
