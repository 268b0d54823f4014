/** Images by their id, loaded once, kept while there is room, decoded by urgency. No DOM: what it needs is given to it. */
import type { ImageHeader } from '../../contract/image.ts';
import { type Result, ok } from '../../contract/problem.ts';
import { type AcquisitionDetails, readDetails } from '../../imaging/dicom/details.ts';
import type { OverlayPlane } from '../../imaging/dicom/overlays.ts';
import { type OpenedImage, openImage } from '../../imaging/openImage.ts';
import type { BreastContent } from '../../imaging/prepare/breastContent.ts';
import { analysedFrame } from '../tools/cine.ts';
import type { DecodePool, Urgency } from './decodePool.ts';
import type { DecodeRequest } from './decodeWorker.ts';
import { type DecodedFrame, bytesOf } from './decodedFrame.ts';
import { FrameCache } from './frameCache.ts';

/** An image whose header is known; its frames are decoded when asked for. */
export interface LoadedImage {
  readonly imageId: string;
  /** Of grey images with at least one VOI transform: where the object has none, the full range of its values. */
  readonly header: ImageHeader;
  /** The header of frame `index`, from 0, which may have a window and a spacing of its own. */
  frameHeader(index: number): ImageHeader;
  readonly details: AcquisitionDetails;
  /** Planes that lie over its frames. */
  readonly overlays: readonly OverlayPlane[];
  /** Frame `index`, from 0. Problems: those of fetching and of decoding. */
  frame(index: number): Promise<Result<DecodedFrame>>;
  /** Where the breast is in the frame that the image opens at; null where nothing stands out. Problems: as of `frame`. */
  content(): Promise<Result<BreastContent | null>>;
  /** Decodes these frames, too, after everything that is waited for. */
  prepare(indices: readonly number[]): void;
}

export interface ImageSources {
  /** The bytes of the image's DICOM file. */
  fetchBytes(imageId: string, signal: AbortSignal): Promise<Result<Uint8Array>>;
  readonly pool: Pick<DecodePool, 'decode'>;
  /** Memory for decoded frames; a quarter more is for the files of images with several frames. */
  readonly budgetBytes: number;
}

export interface ImageStore {
  /** Where every caller's `signal` is aborted, loading ends with `cancelled`. */
  load(imageId: string, signal?: AbortSignal): Promise<Result<LoadedImage>>;
  /** Loads these ahead, in this order, instead of what was to be loaded ahead before. */
  prefetch(imageIds: readonly string[]): void;
  /** Forgets everything and cancels what is under way. */
  drop(): void;
}

interface Entry {
  readonly abort: AbortController;
  urgency: Urgency;
  /** Callers that have not given up. */
  interested: number;
  readonly loaded: Promise<Result<LoadedImage>>;
}

interface PendingFrame {
  readonly asked: { urgency: Urgency };
  readonly decoded: Promise<Result<DecodedFrame>>;
}

/** Headers are small; more of them than this are not kept. */
const keptHeaders = 512;
const fetchedAhead = 2;

export function createImageStore(sources: ImageSources): ImageStore {
  const entries = new FrameCache<Entry>(keptHeaders);
  const files = new FrameCache<OpenedImage>(sources.budgetBytes / 4);
  const frames = new FrameCache<DecodedFrame>(sources.budgetBytes);
  const pending = new Map<string, PendingFrame>();
  let ahead: readonly string[] = [];
  let fetchingAhead = 0;

  function entryOf(imageId: string, urgency: Urgency): Entry {
    const known = entries.get(imageId);
    if (known !== undefined) {
      if (urgency === 'now') known.urgency = 'now';
      return known;
    }
    const abort = new AbortController();
    const entry: Entry = {
      abort,
      urgency,
      interested: 0,
      loaded: open(imageId, abort.signal, () => entry.urgency).then((loaded) => {
        if (!loaded.ok && entries.get(imageId) === entry) entries.delete(imageId);
        return loaded;
      }),
    };
    entries.set(imageId, entry, 1);
    return entry;
  }

  async function openFile(imageId: string, signal: AbortSignal): Promise<Result<OpenedImage>> {
    const known = files.get(imageId);
    if (known !== undefined) return ok(known);
    const bytes = await sources.fetchBytes(imageId, signal);
    if (!bytes.ok) return bytes;
    const opened = openImage(bytes.value, '');
    // The bytes of a single frame go to the worker, and the file with them.
    if (opened.ok && opened.value.header.frames > 1) files.set(imageId, opened.value, bytes.value.length);
    return opened;
  }

  async function open(
    imageId: string,
    signal: AbortSignal,
    urgency: () => Urgency,
  ): Promise<Result<LoadedImage>> {
    const opened = await openFile(imageId, signal);
    if (!opened.ok) return opened;
    const { file, header: stated, describedFrames, frameHeader } = opened.value;
    let header = stated;
    // Read now: what would read them later would keep the file in memory.
    const ownHeaders = Array.from({ length: describedFrames }, (_, index) => frameHeader(index));
    const details = readDetails(file);
    const overlays = opened.value.overlays();
    const first = decode(imageId, 0, urgency(), signal, opened.value);
    if (header.samplesPerPixel === 1 && header.voiTransforms.length === 0) {
      const frame = await first;
      if (!frame.ok) return frame;
      if (frame.value.fullRange !== null) header = { ...header, voiTransforms: [frame.value.fullRange] };
    }
    const headers = ownHeaders.map((own) => {
      if (own === stated) return header;
      return own.voiTransforms.length > 0 ? own : { ...own, voiTransforms: header.voiTransforms };
    });
    let content: BreastContent | null | undefined;
    return ok({
      imageId,
      header,
      frameHeader: (index) => headers[index] ?? header,
      details,
      overlays,
      frame: (index) => decode(imageId, index, 'now', signal, null),
      async content() {
        if (content !== undefined) return ok(content);
        const opening = await decode(imageId, analysedFrame(header.frames), urgency(), signal, null);
        return opening.ok ? ok((content = opening.value.content)) : opening;
      },
      prepare(indices) {
        for (const index of indices) void decode(imageId, index, 'ahead', signal, null);
      },
    });
  }

  /** `opened`: the file, where the caller has it at hand. */
  function decode(
    imageId: string,
    index: number,
    urgency: Urgency,
    signal: AbortSignal,
    opened: OpenedImage | null,
  ): Promise<Result<DecodedFrame>> {
    const key = `${index}/${imageId}`;
    const kept = frames.get(key);
    if (kept !== undefined) return Promise.resolve(ok(kept));
    const underWay = pending.get(key);
    if (underWay !== undefined) {
      if (urgency === 'now') underWay.asked.urgency = 'now';
      return underWay.decoded;
    }
    const asked = { urgency };
    const decoded = decodeNew(imageId, index, signal, opened, () =>
      index === 0 && entries.get(imageId)?.urgency === 'now' ? 'now' : asked.urgency,
    ).then((result) => {
      pending.delete(key);
      if (result.ok && !signal.aborted) frames.set(key, result.value, bytesOf(result.value));
      return result;
    });
    pending.set(key, { asked, decoded });
    return decoded;
  }

  async function decodeNew(
    imageId: string,
    index: number,
    signal: AbortSignal,
    opened: OpenedImage | null,
    urgency: () => Urgency,
  ): Promise<Result<DecodedFrame>> {
    const file = opened === null ? await openFile(imageId, signal) : ok(opened);
    if (!file.ok) return file;
    return sources.pool.decode({ request: () => requestOf(file.value, index), urgency, signal });
  }

  function fetchAhead(): void {
    while (fetchingAhead < fetchedAhead && ahead.length > 0) {
      const [imageId, ...others] = ahead;
      ahead = others;
      fetchingAhead += 1;
      const entry = entryOf(imageId, 'ahead');
      entry.interested += 1;
      void entry.loaded
        .then((loaded) => (loaded.ok ? decode(imageId, 0, 'ahead', entry.abort.signal, null) : loaded))
        .finally(() => {
          fetchingAhead -= 1;
          fetchAhead();
        });
    }
  }

  return {
    load(imageId, signal) {
      const entry = entryOf(imageId, 'now');
      entry.interested += 1;
      const giveUp = () => {
        entry.interested -= 1;
        if (entry.interested > 0) return;
        entry.abort.abort();
        if (entries.get(imageId) === entry) entries.delete(imageId);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      return entry.loaded;
    },
    prefetch(imageIds) {
      ahead = imageIds;
      fetchAhead();
    },
    drop() {
      ahead = [];
      for (const entry of entries.values()) entry.abort.abort();
      entries.clear();
      files.clear();
      frames.clear();
      pending.clear();
    },
  };
}

function requestOf(file: OpenedImage, index: number): Result<DecodeRequest> {
  const encoded = file.encoded(index);
  if (!encoded.ok) return encoded;
  const { planar } = file;
  const header = file.frameHeader(index);
  // The buffer is given away; that of a file with other frames must stay.
  return ok({ header, planar, encoded: header.frames > 1 ? encoded.value.slice() : encoded.value });
}
