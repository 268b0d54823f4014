/** The reading room without a window: what its hosts (Electron, the loopback host) open. */
import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import type { AppEvent, AppState } from '../contract/api.ts';
import { fail, ok } from '../contract/problem.ts';
import type { Result } from '../contract/problem.ts';
import { answer } from './api/api.ts';
import { roomHandlers } from './api/roomHandlers.ts';
import { usableSettings } from './api/schemas.ts';
import type { DeviceChoice } from './compute/devices.ts';
import { createEngine } from './compute/engine.ts';
import type { Engine } from './compute/engine.ts';
import type { ComputeHost } from './compute/host.ts';
import { createEvents } from './room/events.ts';
import type { Events } from './room/events.ts';
import { ExamAnalyses } from './room/examAnalyses.ts';
import { imageBytes } from './room/imageBytes.ts';
import { createIndexing } from './room/indexing.ts';
import type { Indexing } from './room/indexing.ts';
import { createReadingDesk } from './room/readingDesk.ts';
import { openRoomLibrary, read } from './room/roomLibrary.ts';
import type { RoomLibrary } from './room/roomLibrary.ts';
import { sampleExam } from './room/sampleExam.ts';
import { createSettings } from './room/settings.ts';
import { parseMapPath } from './room/shownAnalysis.ts';
import { createConcealer } from './room/shownProblem.ts';
import type { Concealer } from './room/shownProblem.ts';
import { receiveUpload, uploadFolder } from './room/uploads.ts';
import { createWorklist } from './room/worklist.ts';
import { createWrapper } from './room/wrapThread.ts';
import type { Wrapper } from './room/wrapThread.ts';
import { findExamAt, findStoredImage } from './store/exams.ts';

/** The system's dialogs, where the host has them. */
export interface Dialogs {
  /** Absolute paths, or null where the user chose nothing. */
  choose(kind: 'folder' | 'files'): Promise<readonly string[] | null>;
}

export interface DesktopOptions {
  readonly dataDir: string;
  readonly device: DeviceChoice;
  /** Starts compute children; forks Node by default. */
  readonly host?: ComputeHost;
  readonly dialogs?: Dialogs;
  readonly hostName: 'electron' | 'loopback';
}

/** Bytes for the renderer, with their media type. */
export interface ServedBytes {
  readonly bytes: Uint8Array;
  readonly type: string;
}

/** The application behind one data folder. */
export interface Desktop {
  /** One call of `contract/api.ts`. Unknown names and wrong requests answer `bad-input`. */
  call(name: string, request: unknown): Promise<Result<unknown>>;
  /** Tells of everything that happens from now on; returns a function that ends it. */
  onEvent(listener: (event: AppEvent) => void): () => void;
  /** The bytes at a path of `imagePath` or of a map reference, without leading slash. `not-found` for all others. */
  bytes(path: string): Promise<Result<ServedBytes>>;
  /** Indexes what the user gave by other ways than a call: command line, "open with", drops. Absolute paths. */
  index(paths: readonly string[], label: string): void;
  /** Shows an exam of the list: at once where a page is open, and to the next page that opens. */
  show(examId: string): void;
  /** Takes one file of an upload; `name` may hold folders, divided by slashes. Problems: `bad-input`, `disk-full`, `unwritable`. */
  receiveUpload(uploadId: string, name: string, stream: AsyncIterable<Uint8Array>): Promise<Result<null>>;
  /** Cancels what runs; resolves when no process of the application is left and everything is written. */
  close(): Promise<void>;
}

/** Opens the library and starts looking for the device. A library that cannot be used is a notice, not a failure. */
export function openDesktop(options: DesktopOptions): Desktop {
  const { dataDir, dialogs } = options;
  const concealer = createConcealer(dataDir);
  const events = createEvents();
  const room = openRoomLibrary(dataDir);
  if (room.problem !== null) {
    events.notify({ level: 'warning', message: concealer.text(room.problem.message) });
  }
  const engine = createEngine(options);
  const device = followDevice(engine, events, concealer);
  const settings = createSettings(room, usableSettings);
  const setting = () => settings.current().readingMode;
  const wrapper = createWrapper();
  const worklist = createWorklist(room, events, {
    wrapper,
    setting,
    live: (examId) => analyses.live(examId),
    weightsKey: () => analyses.weightsKey,
    listed: (examIds) => desk.recordListing(examIds),
  });
  const desk = createReadingDesk({
    room,
    setting,
    changed: (examId) => worklist.changed([examId]),
    warn: ({ message }) => events.notify({ level: 'warning', message: concealer.text(message) }),
  });
  const analyses = new ExamAnalyses({
    dataDir,
    room,
    engine,
    events,
    concealer,
    desk,
    changed: (examIds) => worklist.changed(examIds),
  });
  analyses.findWeights();
  const indexing = createIndexing({ room, events, worklist, concealer, wrapper });
  let openExamId: string | null = null;
  const openSample = oneAtATime(() => openSampleExam(dataDir, room, indexing));
  const handlers = roomHandlers({
    worklist,
    indexing,
    analyses,
    desk,
    settings,
    choose: dialogs === undefined ? null : (kind) => dialogs.choose(kind),
    index: (paths, label) => void indexing.index(paths, label),
    labelOf,
    uploadFolder: (uploadId) => uploadFolder(dataDir, uploadId),
    tellSettings: (changed) => events.emit({ type: 'settings', settings: changed }),
    openSample,
    appState: () => {
      const state: AppState = {
        host: options.hostName,
        version: packageJson.version,
        settings: settings.current(),
        device: device(),
        readOnly: room.readOnly,
        notices: events.notices(),
        openExamId,
      };
      openExamId = null;
      return state;
    },
  });
  const show = (examId: string) => {
    openExamId = examId;
    events.emit({ type: 'openExam', examId });
  };
  return {
    call: async (name, request) => concealed(await answer(handlers, name, request), concealer),
    onEvent: (listener) => events.listen(listener),
    bytes: async (path) => concealed(await servedBytes(path, room, analyses, wrapper), concealer),
    index: (paths, label) => {
      void indexing.index(paths, label).then(({ state, examIds }) => {
        const [examId] = examIds;
        if (state === 'done' && examIds.size === 1) show(examId);
      });
    },
    show,
    receiveUpload: async (uploadId, name, stream) =>
      concealed(await receiveUpload(dataDir, uploadId, name, stream), concealer),
    close: async () => {
      indexing.cancel();
      await Promise.all([indexing.idle(), analyses.close()]);
      await wrapper.close();
      await engine.close();
      room.close();
    },
  };
}

/** Tells which device networks run on when that is known; returns what is known now. */
function followDevice(engine: Engine, events: Events, concealer: Concealer): () => AppState['device'] {
  let known: AppState['device'] = null;
  void engine.ready.then((ready) => {
    if (!ready.ok) {
      if (ready.problem.kind === 'cancelled') return;
      events.notify({ level: 'error', message: concealer.text(ready.problem.message) });
      return;
    }
    known = { device: ready.value.device, description: ready.value.description };
    events.emit({ type: 'device', device: known });
    for (const notice of ready.value.notices) {
      events.notify({ level: 'info', message: concealer.text(notice) });
    }
  });
  return () => known;
}

async function servedBytes(
  path: string,
  room: RoomLibrary,
  analyses: ExamAnalyses,
  wrapper: Wrapper,
): Promise<Result<ServedBytes>> {
  const imageId = /^bytes\/image\/([0-9a-f-]{36})$/.exec(path)?.[1];
  if (imageId !== undefined) {
    const image = read(room, (library) => findStoredImage(library, imageId));
    if (!image.ok) return image;
    if (image.value === null) return fail('not-found', 'There is no such image in the list.');
    const bytes = await imageBytes(image.value, wrapper);
    return bytes.ok ? ok({ bytes: bytes.value, type: 'application/dicom' }) : bytes;
  }
  const place = parseMapPath(path);
  if (place === null) return fail('not-found', 'There is nothing of this name.');
  const map = await analyses.map(place);
  return map.ok ? ok({ bytes: map.value, type: 'application/octet-stream' }) : map;
}

async function openSampleExam(
  dataDir: string,
  room: RoomLibrary,
  indexing: Indexing,
): Promise<Result<{ readonly examId: string }>> {
  const sample = await sampleExam(dataDir);
  if (!sample.ok) return sample;
  const image = await realpath(sample.value.image).catch(() => sample.value.image);
  const find = () => read(room, (library) => findExamAt(library, image));
  const listed = find();
  if (!listed.ok) return listed;
  if (listed.value !== null) return ok({ examId: listed.value });
  await indexing.index([sample.value.folder], 'Sample exam');
  const found = find();
  if (!found.ok) return found;
  return found.value === null
    ? fail('cancelled', 'The sample exam was not listed; open it again.')
    : ok({ examId: found.value });
}

/** While `work` runs, whoever asks for it gets the same. */
function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => (running ??= work().finally(() => (running = null)));
}

/** What the user chose, in a word. */
function labelOf(paths: readonly string[]): string {
  return paths.length === 1 ? basename(paths[0]) : `${paths.length} files`;
}

/** No path of this computer leaves the program. */
function concealed<T>(result: Result<T>, concealer: Concealer): Result<T> {
  return result.ok ? result : { ok: false, problem: concealer.problem(result.problem) };
}
