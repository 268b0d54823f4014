import { expect, test } from 'vitest';
import { filesOf } from '../../../renderer/app/opening/droppedFiles.ts';

/** Entries as Chromium gives them: children in pieces, the last one empty. */
function file(fullPath: string, readable = true): FileSystemEntry {
  return {
    isFile: true,
    isDirectory: false,
    fullPath,
    file: (resolve: (file: File) => void, reject: (reason: unknown) => void) =>
      readable ? resolve(new File(['x'], fullPath)) : reject(new Error('gone')),
  } as unknown as FileSystemEntry;
}

function folder(fullPath: string, children: readonly FileSystemEntry[]): FileSystemEntry {
  const pieces = [children.slice(0, 2), children.slice(2), []].filter(
    (piece, index) => index === 2 || piece.length > 0,
  );
  return {
    isFile: false,
    isDirectory: true,
    fullPath,
    createReader: () => ({ readEntries: (resolve: (some: unknown) => void) => resolve(pieces.shift()) }),
  } as unknown as FileSystemEntry;
}

test('folders are walked to their ends, in order, with names below what was dropped', async () => {
  const dropped = [
    folder('/a', [file('/a/1'), folder('/a/b', [file('/a/b/2')]), file('/a/3'), folder('/a/empty', [])]),
    file('/single'),
  ];
  const { files, unreadable } = await filesOf(dropped);
  expect(files.map(({ name }) => name)).toEqual(['a/1', 'a/b/2', 'a/3', 'single']);
  expect(unreadable).toEqual([]);
});

test('a file that cannot be read is named and does not stop the others', async () => {
  const { files, unreadable } = await filesOf([folder('/a', [file('/a/gone', false), file('/a/there')])]);
  expect(files.map(({ name }) => name)).toEqual(['a/there']);
  expect(unreadable).toEqual(['a/gone']);
});
