/** Files copied to a host that cannot read them where they lie. Pure but for what is passed in. */
import type { Problem, Result } from '../../../contract/problem.ts';

/** A file with its name below the folder that was opened, `/` between the parts. */
export interface NamedFile {
  readonly name: string;
  readonly file: File;
}

export interface UploadProgress {
  readonly filesSent: number;
  readonly files: number;
  readonly bytesSent: number;
  readonly bytes: number;
}

export interface UploadOutcome {
  readonly sent: number;
  /** Files that were refused, each with its reason; the others went on. */
  readonly refused: readonly Problem[];
  /** Why the rest was not tried; null where all were. */
  readonly stopped: Problem | null;
}

export type PutFile = (named: NamedFile, signal: AbortSignal) => Promise<Result<null>>;

/** Enough to keep a disk busy; more would take the connections that the screen needs. */
const atOnce = 3;

/** After one of these no other file would fare better. */
const hopeless: ReadonlySet<Problem['kind']> = new Set([
  'disk-full',
  'unwritable',
  'compute-failed',
  'cancelled',
]);

/** Copies all files, a few at a time, in their order; ends early where going on is hopeless or `signal` says so. */
export async function uploadAll(
  files: readonly NamedFile[],
  put: PutFile,
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal,
): Promise<UploadOutcome> {
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const refused: Problem[] = [];
  let stopped: Problem | null = null;
  let [next, tried, sent, bytesSent] = [0, 0, 0, 0];
  const work = async () => {
    while (next < files.length && stopped === null && !signal.aborted) {
      const named = files[next++];
      const result = await put(named, signal);
      tried += 1;
      bytesSent += named.file.size;
      if (result.ok) sent += 1;
      else if (hopeless.has(result.problem.kind)) stopped ??= result.problem;
      else refused.push({ ...result.problem, file: named.name });
      onProgress({ filesSent: tried, files: files.length, bytesSent, bytes });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { sent, refused, stopped };
}

/** What was opened, in the user's words: the folder's name where all lie in one, else how many files. */
export function uploadLabel(files: readonly NamedFile[]): string {
  const folders = new Set(
    files.map(({ name }) => (name.includes('/') ? name.slice(0, name.indexOf('/')) : '')),
  );
  const [folder] = folders;
  if (folders.size === 1 && folder) return folder;
  return files.length === 1 ? files[0].name : `${files.length} files`;
}

/** `1.4 GB`, `12 MB`, `3 kB`. */
export function readableBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${Math.round(bytes / 1e6)} MB`;
  return `${Math.ceil(bytes / 1e3)} kB`;
}
