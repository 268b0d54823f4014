import { basename, dirname, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import type { IndexingState } from '../../contract/api.ts';
import type { Problem } from '../../contract/problem.ts';
import type { ListedImage } from '../store/exams.ts';
import { saveDocuments } from '../store/documents.ts';
import type { ListedDocument } from '../store/documents.ts';
import { findSuspects, pictureOf, refreshStudies, saveListed } from '../store/listing.ts';
import type { Copies } from '../store/listing.ts';
import { placeKey } from '../store/placing.ts';
import { forgetProblems, forgetProblemsBelow, saveProblems } from '../store/listedProblems.ts';
import type { FileProblem } from '../store/listedProblems.ts';
import type { Events } from './events.ts';
import { read, write } from './roomLibrary.ts';
import type { RoomLibrary } from './roomLibrary.ts';
import { scanInThread } from './scanThread.ts';
import type { FoundFiles } from './scanThread.ts';
import type { Concealer } from './shownProblem.ts';
import type { Worklist } from './worklist.ts';
import type { Wrapper } from './wrapThread.ts';

/** What one indexing came to. */
export interface Indexed {
  readonly state: 'done' | 'cancelled';
  /** Exams of which an image was found. */
  readonly examIds: ReadonlySet<string>;
}

export interface Indexing {
  /** Indexes after what was asked for before; resolves at its end. */
  index(paths: readonly string[], label: string): Promise<Indexed>;
  /** Cancels what runs and what waits; what was listed stays. */
  cancel(): void;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
}

/** Found files are written and shown together, when there are so many, or after so long. */
const batchFiles = 100;
const batchMs = 250;
const progressMs = 100;

export interface IndexingParts {
  readonly room: RoomLibrary;
  readonly events: Events;
  readonly worklist: Worklist;
  readonly concealer: Concealer;
  readonly wrapper: Pick<Wrapper, 'isSame'>;
}

export function createIndexing(parts: IndexingParts): Indexing {
  let last: Promise<unknown> = Promise.resolve();
  let cancelling = new AbortController();
  return {
    index: (paths, label) => {
      const { signal } = cancelling;
      const run = last.then(() => indexPaths(parts, paths, label, signal));
      last = run.catch(() => undefined);
      return run;
    },
    cancel: () => {
      cancelling.abort();
      cancelling = new AbortController();
    },
    idle: async () => {
      await last;
    },
  };
}

async function indexPaths(
  parts: IndexingParts,
  paths: readonly string[],
  label: string,
  signal: AbortSignal,
): Promise<Indexed> {
  const absolute = paths.map((path) => resolve(path));
  const run = new IndexRun(parts, label, await Promise.all(absolute.map(rootOf)));
  run.tell('running');
  try {
    for await (const found of scanInThread(absolute, signal)) {
      if (run.failed) break;
      await run.take(found);
    }
    await run.flush();
    if (!signal.aborted && !run.failed) run.forgetOthers(absolute);
  } catch (error) {
    // A mistake of the program must not take the window with it.
    const reason = error instanceof Error ? error.message : String(error);
    run.fail(`Listing stopped at an error in the program (${reason}); what was found before is listed.`);
  }
  const state = signal.aborted || run.failed ? 'cancelled' : 'done';
  run.tell(state);
  return { state, examIds: run.examIds };
}

/** The folder below which files are named. */
async function rootOf(path: string): Promise<string> {
  const info = await stat(path).catch(() => null);
  return info?.isDirectory() ? path : dirname(path);
}

/** What one indexing has found so far. */
class IndexRun {
  readonly examIds = new Set<string>();
  /** True where the library cannot take more. */
  failed = false;
  readonly #parts: IndexingParts;
  readonly #label: string;
  readonly #roots: readonly string[];
  readonly #seen = { filesSeen: 0, imagesFound: 0, problems: 0 };
  #images: ListedImage[] = [];
  #read: string[] = [];
  #problems: FileProblem[] = [];
  #documents: ListedDocument[] = [];
  /** Files that have a problem now. */
  readonly #troubled = new Set<string>();
  #flushed = performance.now();
  #told = 0;

  constructor(parts: IndexingParts, label: string, roots: readonly string[]) {
    this.#parts = parts;
    this.#label = label;
    this.#roots = roots;
  }

  async take({ images, problems, documents, files, read }: FoundFiles): Promise<void> {
    // The list names views; which file it is that cannot be shown is told with the problems.
    const unshowable = images.flatMap(({ file, listed: { fields } }) =>
      fields.problem === null ? [] : [{ ...fields.problem, file }],
    );
    this.#seen.filesSeen += files;
    this.#seen.imagesFound += images.length;
    this.#seen.problems += problems.length + unshowable.length;
    for (const { file, listed } of images) {
      this.#images.push({ ...listed, exam: { ...listed.exam, place: this.#place(file) } });
    }
    this.#read.push(...read);
    this.#documents.push(...documents);
    this.#problems.push(...[...problems, ...unshowable].map((problem) => this.#named(problem)));
    const now = performance.now();
    const waiting = this.#images.length + this.#problems.length + this.#documents.length;
    if (waiting >= batchFiles || (waiting > 0 && now - this.#flushed > batchMs)) await this.flush();
    if (now - this.#told > progressMs) this.tell('running');
  }

  async flush(): Promise<void> {
    const { room, worklist } = this.#parts;
    const added = new Date().toISOString();
    const copies = await this.#copies();
    const saved = write(room, 'The list of exams', (library) => {
      if (this.#read.length > 0) forgetProblems(library, this.#read);
      if (this.#problems.length > 0) saveProblems(library, this.#problems);
      for (const { path } of this.#problems) this.#troubled.add(path);
      const studies = saveDocuments(library, this.#documents);
      const listed = saveListed(library, this.#images, added, copies);
      return { examIds: new Set([...listed.examIds, ...refreshStudies(library, studies)]) };
    });
    [this.#images, this.#read, this.#problems, this.#documents] = [[], [], [], []];
    this.#flushed = performance.now();
    if (saved.ok) {
      for (const examId of saved.value.examIds) this.examIds.add(examId);
      worklist.changed([...saved.value.examIds]);
    } else {
      this.fail(saved.problem.message);
    }
  }

  /** Problems that were listed below what has been scanned from end to end, and are no more: of archives, indexes, files gone. */
  forgetOthers(paths: readonly string[]): void {
    const forgotten = write(this.#parts.room, 'The list of problems', (library) =>
      forgetProblemsBelow(library, paths, this.#troubled),
    );
    if (!forgotten.ok) this.fail(forgotten.problem.message);
  }

  /** Pixels are compared before an image is left out as a copy of another. */
  async #copies(): Promise<Copies> {
    const { room, wrapper } = this.#parts;
    const suspects = read(room, (library) => findSuspects(library, this.#images));
    const copies = new Map<string, Set<string>>();
    for (const { image, other } of suspects.ok ? suspects.value : []) {
      const key = placeKey(image);
      const known = copies.get(key) ?? new Set();
      if (known.size > 0 || !(await wrapper.isSame(pictureOf(image), other))) continue;
      copies.set(key, known.add(placeKey(other.location)));
    }
    return copies;
  }

  fail(message: string): void {
    const { events, concealer } = this.#parts;
    this.failed = true;
    events.notify({ level: 'error', message: concealer.text(message) });
  }

  tell(state: IndexingState['state']): void {
    this.#told = performance.now();
    this.#parts.events.emit({ type: 'indexing', indexing: { state, label: this.#label, ...this.#seen } });
  }

  #named(problem: Problem): FileProblem {
    const path = problem.file ?? '';
    return { path, file: this.#below(path), problem: this.#parts.concealer.problem(problem) };
  }

  /** A file by its name below what was opened, and by that where it lies right in it. */
  #place(path: string): string {
    const below = this.#below(path).replaceAll('\\', '/');
    return below.includes('/') || below === this.#label ? below : `${this.#label}/${below}`;
  }

  #below(path: string): string {
    // An archive's entry is named as the archive has it, also where that would lead out of the folder.
    for (const root of this.#roots) {
      const below = path.slice(root.length);
      if (path.startsWith(root) && /^[\\/]./.test(below)) return below.slice(1);
    }
    return basename(path);
  }
}
