/** The reading room without a window: what its hosts (Electron, the loopback host) open. */
import type { AppEvent } from '../contract/api.ts';
import { fail, ok } from '../contract/problem.ts';
import type { Result } from '../contract/problem.ts';
import { answer } from './api/api.ts';
import type { Handlers } from './api/handlers.ts';
import type { DeviceChoice } from './compute/devices.ts';
import type { ComputeHost } from './compute/host.ts';

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
  /** Takes one file of an upload; `name` may hold folders, divided by slashes. Problems: `bad-input`, `disk-full`, `unwritable`. */
  receiveUpload(uploadId: string, name: string, stream: AsyncIterable<Uint8Array>): Promise<Result<null>>;
  /** Cancels what runs; resolves when no process of the application is left and everything is written. */
  close(): Promise<void>;
}

export function openDesktop(options: DesktopOptions): Desktop {
  const handlers = emptyHandlers(options);
  return {
    call: (name, request) => answer(handlers, name, request),
    onEvent: () => () => undefined,
    bytes: () => Promise.resolve(fail('not-found', 'There are no such bytes.')),
    index: () => undefined,
    receiveUpload: () => Promise.resolve(fail('unsupported', 'Uploads are not taken.')),
    close: () => Promise.resolve(),
  };
}

function emptyHandlers({ hostName }: DesktopOptions): Handlers {
  const unknownExam = fail('not-found', 'There is no such exam in the list.');
  const reading = () => unknownExam;
  return {
    appState: () =>
      ok({
        host: hostName,
        version: '',
        settings: {
          readingMode: 'aided',
          analyseOnOpen: true,
          deidentified: false,
          keys: {},
          screenPixelsPerMm: null,
          view: '{}',
        },
        device: null,
        readOnly: false,
        notices: [],
        openExamId: null,
      }),
    listExams: () => ok([]),
    listProblems: () => ok([]),
    clearProblems: () => ok(null),
    openExam: () => unknownExam,
    removeExams: () => ok(null),
    chooseAndIndex: () => unknownExam,
    indexUpload: () => unknownExam,
    openSample: () => unknownExam,
    cancelIndexing: () => ok(null),
    analyseExam: () => unknownExam,
    analyseAll: () => ok(null),
    cancelAnalysis: () => ok(null),
    shownExam: () => unknownExam,
    reading,
    saveAssessment: reading,
    lockAssessment: reading,
    completeExam: reading,
    annotations: () => ok([]),
    saveAnnotation: () => unknownExam,
    removeAnnotation: () => unknownExam,
    saveSettings: () => ok(null),
    savedProtocols: () => ok([]),
    saveProtocol: () => ok(null),
    removeProtocol: () => ok(null),
  };
}
