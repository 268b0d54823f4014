/** Archives and media that this program does not open, told by their first bytes. Pure. */

interface Format {
  /** With its article. */
  readonly name: string;
  readonly offset: number;
  readonly bytes: readonly number[];
}

const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

const formats: readonly Format[] = [
  { name: 'a gzip file', offset: 0, bytes: [0x1f, 0x8b, 0x08] },
  // After "BZh" and a digit, which words can begin with.
  { name: 'a bzip2 file', offset: 4, bytes: [0x31, 0x41, 0x59, 0x26, 0x53, 0x59] },
  { name: 'an xz file', offset: 0, bytes: [0xfd, ...letters('7zXZ'), 0] },
  { name: 'a Zstandard file', offset: 0, bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'a 7-Zip archive', offset: 0, bytes: [...letters('7z'), 0xbc, 0xaf, 0x27, 0x1c] },
  { name: 'a RAR archive', offset: 0, bytes: [...letters('Rar!'), 0x1a, 0x07] },
  { name: 'a TAR archive', offset: 257, bytes: letters('ustar') },
  { name: 'a part of a ZIP archive that was split', offset: 0, bytes: [...letters('PK'), 0x07, 0x08] },
  { name: 'a disc image (ISO)', offset: 32_769, bytes: letters('CD001') },
];

/** What to do with a file that holds others and is not opened here; null for all other files. `start`: its first bytes. */
export function unopenedFormat(start: Uint8Array): string | null {
  if (holds(start, { offset: 128, bytes: letters('DICM') })) return null;
  const found = formats.find((format) => holds(start, format));
  if (found === undefined) return null;
  return `This is ${found.name}, which is not opened here; extract it and open the folder.`;
}

function holds(start: Uint8Array, { offset, bytes }: Omit<Format, 'name'>): boolean {
  return bytes.every((byte, at) => start[offset + at] === byte);
}

/** How the first file is named in archives that are documents or programs: Office, OpenDocument and EPUB, Java. */
const documentParts = /^(\[Content_Types\]\.xml$|_rels\/|docProps\/|word\/|xl\/|ppt\/|mimetype$|META-INF\/)/;

/** False for a ZIP archive that is a text document, a table or a program by its first file, which holds no images. */
export function holdsFiles(zipStart: Uint8Array): boolean {
  // Local file header (PKWARE APPNOTE 4.3.7): the name's length at 26, the name at 30.
  const nameLength = zipStart[26] + 0x100 * zipStart[27];
  const name = new TextDecoder().decode(zipStart.subarray(30, 30 + nameLength));
  return !documentParts.test(name);
}
