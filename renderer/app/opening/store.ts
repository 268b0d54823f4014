/** Opening folders, files, drops and the sample exam, whichever host the renderer runs in. */
import { create } from 'zustand';
import { uploadPath } from '../../../contract/api.ts';
import { fail, type Result } from '../../../contract/problem.ts';
import { call } from '../../host/client.ts';
import { countOf } from '../countOf.ts';
import { useApp } from '../store.ts';
import { droppedEntries, filesOf } from './droppedFiles.ts';
import { uploadAll, uploadLabel, type NamedFile, type UploadProgress } from './upload.ts';

interface OpeningStore {
  /** Null while nothing is copied. */
  readonly upload: (UploadProgress & { readonly label: string }) | null;
  readonly preparingSample: boolean;
}

export const useOpening = create<OpeningStore>()(() => ({ upload: null, preparingSample: false }));

export type Choice = 'folder' | 'files';

/** `withoutNames`: what is said where identities are hidden, of a message with names of files. */
const tellError = (message: string, withoutNames = message) =>
  useApp.getState().notify({ level: 'error', message, withoutNames });

/** True where the program reads files where they lie; elsewhere the browser copies them to it. */
export const readsInPlace = (): boolean => useApp.getState().appState?.host === 'electron';

/** Shows a dialog; `input` shows the browser's own where the host has none. */
export async function choose(kind: Choice, input: HTMLInputElement | null): Promise<void> {
  if (!readsInPlace()) return input?.click();
  const chosen = await call('chooseAndIndex', { kind });
  if (!chosen.ok && chosen.problem.kind !== 'cancelled') tellError(chosen.problem.message);
}

/** What the browser's dialog gave; names start with the folder's name where a folder was chosen. */
export function openChosen(list: FileList): Promise<void> {
  return openFiles([...list].map((file) => ({ name: file.webkitRelativePath || file.name, file })));
}

/** To be called while the drop is being handled. */
export async function openDropped(transfer: DataTransfer): Promise<void> {
  const bridge = window.mammoscope;
  if (bridge?.openDropped) return bridge.openDropped([...transfer.files]);
  const entries = droppedEntries(transfer.items);
  // What a page or a program offers without a folder around it has no entry.
  const loose = entries.length === 0 ? [...transfer.files] : [];
  const { files, unreadable } = await filesOf(entries);
  if (unreadable.length > 0)
    tellError(
      `${countOf(unreadable.length, 'dropped file')} could not be read: ${listed(unreadable)}.`,
      `${countOf(unreadable.length, 'dropped file')} could not be read.`,
    );
  await openFiles([...files, ...loose.map((file) => ({ name: file.name, file }))]);
}

let uploading: AbortController | null = null;

export function cancelUpload(): void {
  uploading?.abort();
}

async function openFiles(files: readonly NamedFile[]): Promise<void> {
  const { notify } = useApp.getState();
  if (files.length === 0) return notify({ level: 'info', message: 'There are no files in what was opened.' });
  if (uploading)
    return notify({
      level: 'warning',
      message: 'Files are being copied; wait until that is done, or cancel it.',
    });
  const label = uploadLabel(files);
  const uploadId = crypto.randomUUID();
  uploading = new AbortController();
  const { signal } = uploading;
  const show = (progress: UploadProgress) => useOpening.setState({ upload: { ...progress, label } });
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  show({ filesSent: 0, files: files.length, bytesSent: 0, bytes });
  const outcome = await uploadAll(files, (named) => put(uploadId, named, signal), show, signal);
  uploading = null;
  useOpening.setState({ upload: null });
  if (signal.aborted)
    return notify({ level: 'info', message: `${label} was not opened.`, withoutNames: 'It was not opened.' });
  if (outcome.stopped) tellError(outcome.stopped.message);
  if (outcome.refused.length > 0) {
    const names = listed(outcome.refused.map(({ file }) => file ?? ''));
    const refused = `${countOf(outcome.refused.length, 'file')} could not be copied`;
    const reason = outcome.refused[0].message;
    tellError(`${refused} (${names}): ${reason}`, `${refused}: ${reason}`);
  }
  if (outcome.sent === 0) return;
  const indexed = await call('indexUpload', { uploadId, label });
  if (!indexed.ok) tellError(indexed.problem.message);
}

async function put(uploadId: string, { name, file }: NamedFile, signal: AbortSignal): Promise<Result<null>> {
  try {
    const response = await fetch(uploadPath(uploadId, name), { method: 'PUT', body: file, signal });
    return (await response.json()) as Result<null>;
  } catch {
    if (signal.aborted) return fail('cancelled', 'Copying was cancelled.');
    // A file that changed or vanished since it was chosen looks the same as a program that does not answer.
    return (await readable(file))
      ? fail(
          'compute-failed',
          'Mammoscope does not answer. Start the program again, then open the files again.',
        )
      : fail('unreadable', 'The file cannot be read; it may have been moved or changed.');
  }
}

async function readable(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

/** Makes the sample exam where there is none yet; its id, or null where that failed. */
export async function openSample(): Promise<string | null> {
  if (useOpening.getState().preparingSample) return null;
  useOpening.setState({ preparingSample: true });
  const sample = await call('openSample', null);
  useOpening.setState({ preparingSample: false });
  if (sample.ok) return sample.value.examId;
  tellError(sample.problem.message);
  return null;
}

export async function cancelIndexing(): Promise<void> {
  const cancelled = await call('cancelIndexing', null);
  if (!cancelled.ok) tellError(cancelled.problem.message);
}

/** The first three, and how many more. */
function listed(names: readonly string[]): string {
  const first = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${first} and ${names.length - 3} more` : first;
}
