/** The reading room's images: fetched from the host, decoded in workers, kept while there is room. */
import { imagePath } from '../../contract/api.ts';
import { type Problem, type Result, fail, ok } from '../../contract/problem.ts';
import { DecodePool } from './decodePool.ts';
import { type LoadedImage, createImageStore } from './imageStore.ts';

export type { LoadedImage } from './imageStore.ts';

declare global {
  interface Navigator {
    /** Gigabytes, rounded, at most 8 (older browsers) or 32. */
    readonly deviceMemory?: number;
  }
}

const workers = Math.min(4, Math.max(2, navigator.hardwareConcurrency - 1));
const budgetBytes = Math.min(1.2e9, (navigator.deviceMemory ?? 8) * 0.15e9);

const store = createImageStore({
  fetchBytes,
  pool: new DecodePool(
    workers,
    () => new Worker(new URL('./decodeWorker.ts', import.meta.url), { type: 'module' }),
  ),
  budgetBytes,
});

/**
 * Answers when the header is known; the first frame is decoded meanwhile. Problems: those of fetching, parsing and the
 * header; `cancelled` where every caller's `signal` was aborted. A failure is not kept: the next call tries again.
 */
export const loadImage: (imageId: string, signal?: AbortSignal) => Promise<Result<LoadedImage>> = store.load;

/** Loads ahead, after everything that is waited for, instead of what was asked for ahead before. */
export const prefetch: (imageIds: readonly string[]) => void = store.prefetch;

/** Forgets everything that was loaded. */
export const dropImages: () => void = store.drop;

async function fetchBytes(imageId: string, signal: AbortSignal): Promise<Result<Uint8Array>> {
  try {
    const response = await fetch(imagePath(imageId), { signal });
    if (!response.ok) return { ok: false, problem: await problemOf(response) };
    return ok(new Uint8Array(await response.arrayBuffer()));
  } catch {
    if (signal.aborted) return fail('cancelled', 'The image is no longer waited for.');
    return fail('unreadable', 'The image could not be fetched; open the exam again to retry.');
  }
}

/** Hosts answer a failure with the problem as JSON. */
async function problemOf(response: Response): Promise<Problem> {
  const told = (await response.json().catch(() => null)) as { problem?: Partial<Problem> } | null;
  const { kind, message } = told?.problem ?? {};
  if (kind !== undefined && typeof message === 'string') return { kind, message };
  return {
    kind: 'not-found',
    message: 'The image is no longer where it was; open its folder again.',
  };
}
