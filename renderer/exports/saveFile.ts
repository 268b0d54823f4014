/** Pictures and documents out of the program: as files, and to the clipboard. */
import { fail, ok, type Result } from '../../contract/problem.ts';
import { usedWindow } from '../app/windows.ts';

/** Asks the browser or the desktop shell to save it; where is up to the user. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken the URL over by the next task; not in this one.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * A file's name that tells no identity: what it is, of which view, and when it was made. `extension` without a dot.
 */
export function exportName(what: string, label: string, made: Date, extension: string): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [made.getFullYear(), two(made.getMonth() + 1), two(made.getDate())].join('-');
  const time = [made.getHours(), made.getMinutes(), made.getSeconds()].map(two).join('');
  const words = ['mammoscope', what, label.replace(/[^A-Za-z0-9]+/g, '-'), day, time];
  return `${words
    .map((word) => word.replace(/^-+|-+$/g, ''))
    .filter((word) => word !== '')
    .join('-')}.${extension}`;
}

/**
 * Puts a PNG on the clipboard. It may still be being made: the browser wants to be asked while the key is pressed.
 * Problem `unsupported`, where the browser does not let it.
 */
export async function copyPicture(png: Promise<Blob>): Promise<Result<null>> {
  // Where the clipboard refuses at once, nobody waits for the picture.
  png.catch(() => undefined);
  try {
    // A browser refuses a window that has not the focus.
    const { navigator, ClipboardItem } = usedWindow();
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    return ok(null);
  } catch {
    return fail('unsupported', 'The clipboard refused the picture. Save a snapshot instead.');
  }
}
