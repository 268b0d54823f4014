/** The files of what was dropped on the window, folders walked to their ends. */
import type { NamedFile } from './upload.ts';

/** The part of a `FileSystemEntry` (File and Directory Entries API) that is used. */
type Entry = FileSystemEntry;

/** To be called while the drop is being handled: a browser forgets its items afterwards. */
export function droppedEntries(items: Iterable<DataTransferItem>): readonly Entry[] {
  return [...items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
}

/** Files that vanish or cannot be read on the way are left out and named in `unreadable`. */
export async function filesOf(
  entries: readonly Entry[],
): Promise<{ readonly files: readonly NamedFile[]; readonly unreadable: readonly string[] }> {
  const files: NamedFile[] = [];
  const unreadable: string[] = [];
  const waiting = entries.toReversed();
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    // `fullPath` starts with a slash.
    const name = entry.fullPath.replace(/^\//, '');
    try {
      if (isDirectory(entry)) waiting.push(...(await childrenOf(entry)).toReversed());
      else if (isFile(entry)) files.push({ name, file: await fileOf(entry) });
    } catch {
      unreadable.push(name);
    }
  }
  return { files, unreadable };
}

const isDirectory = (entry: Entry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: Entry): entry is FileSystemFileEntry => entry.isFile;

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** A reader gives at most 100 entries at a time in Chromium, and none at the end. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<readonly Entry[]> {
  const reader = directory.createReader();
  const children: Entry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return children;
    children.push(...some);
  }
}
