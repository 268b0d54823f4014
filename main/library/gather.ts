/** What files and folders hold, exam by exam, by the same rules as the worklist: for the command line. */
import type { BesideCount } from '../../contract/beside.ts';
import type { Problem } from '../../contract/problem.ts';
import { besideFilm, filmOfLesion } from './archivedLesion.ts';
import { isSamePicture, likenessOf, samePictures } from './copies.ts';
import type { PlacedPicture } from './copies.ts';
import { countKinds } from './documents.ts';
import { examKeyOf } from './examKey.ts';
import { examNotices, noticesAmong, viewLabel } from './examNotices.ts';
import type { NoticedImage } from './examNotices.ts';
import { chooseByPatient, contradicts, patientEvidence, weighPatients } from './patient.ts';
import type { PatientEvidence } from './patient.ts';
import { withStatedView } from './imageStatement.ts';
import type { StatedView } from './imageStatement.ts';
import { scanStacks } from './scanStacks.ts';
import type { FoundDocument, FoundImage } from './scan.ts';
import type { Sayings } from './statedFiles.ts';

export interface GatheredImage extends FoundImage {
  /** What was said of its side and view, which its header has; null where nothing was. */
  readonly stated: StatedView | null;
  /** What is odd about it: of the image itself, then among the images of its exam. */
  readonly notices: readonly string[];
  /** Files that hold the same picture, which counts once. */
  readonly copies: readonly string[];
}

export interface GatheredExam {
  /** Different for each exam. */
  readonly key: string;
  readonly studyInstanceUid: string;
  /** In the order in which they were found. */
  readonly images: readonly GatheredImage[];
  /** What is odd about the images together. */
  readonly notices: readonly string[];
  readonly beside: readonly BesideCount[];
}

export interface Gathered {
  readonly exams: readonly GatheredExam[];
  readonly problems: readonly Problem[];
  /** Documents of studies of which no image was found. */
  readonly documentsAlone: readonly BesideCount[];
  /** Files that are no images and were not named. */
  readonly skipped: number;
}

export interface GatherOptions {
  /** Sides and views that were stated of files. */
  readonly sayings?: Sayings;
  /** Hears of each problem at once. */
  readonly onProblem?: (problem: Problem) => void;
  readonly signal?: AbortSignal;
}

/** Goes through paths as `scanStacks` does. After the signal, what was found is given. */
export async function gather(
  paths: readonly string[],
  { sayings, onProblem, signal }: GatherOptions = {},
): Promise<Gathered> {
  const exams: ExamInProgress[] = [];
  const documents: FoundDocument[] = [];
  const problems: Problem[] = [];
  let skipped = 0;
  const tell = (problem: Problem) => {
    problems.push(problem);
    onProblem?.(problem);
  };
  const byStudy = new Map<string, ExamInProgress[]>();
  for await (const found of scanStacks(paths)) {
    if (signal?.aborted) break;
    switch (found.type) {
      case 'skipped':
        skipped++;
        break;
      case 'held':
        break;
      case 'problem':
        tell(found.problem);
        break;
      case 'document':
        documents.push(found.document);
        break;
      case 'image':
        addImage(exams, byStudy, withSaying(found.image, sayings));
        if (found.image.pixelProblem !== null) tell(found.image.pixelProblem);
    }
  }
  const placed = new Set<FoundDocument>();
  const finished: GatheredExam[] = [];
  const ofOthers = await picturesOfOthers(exams);
  const lesions = Map.groupBy(exams, ({ patient }) => filmOfLesion(patient.id));
  for (const exam of exams) {
    const beside = documents.filter((document) => isBeside(document, exam));
    for (const document of beside) placed.add(document);
    const ofFilm = (lesions.get(exam.patient.id) ?? []).flatMap(({ images }) => images).map(wordsBesideFilm);
    const kinds = [...beside.map(({ kind }) => kind), ...ofFilm.filter((words) => words !== null)];
    const done = await finish(exam, byStudy.get(exam.studyKey) ?? [], kinds);
    finished.push({ ...done, notices: [...done.notices, ...(ofOthers.get(exam) ?? [])] });
  }
  const loose = documents.filter((document) => !placed.has(document));
  return { exams: finished, problems, documentsAlone: countKinds(loose.map(({ kind }) => kind)), skipped };
}

function withSaying(image: FoundImage, sayings: Sayings | undefined): StatedImage {
  // What is said of a slice is said of its stack.
  const files = image.slices.length === 0 ? [image.file] : image.slices.map(({ file }) => file);
  const stated = files.map((file) => sayings?.of(file) ?? null).find((said) => said !== null) ?? null;
  return { ...image, stated, header: withStatedView(image.header, stated) };
}

/** An image with what was said of it. */
interface StatedImage extends FoundImage {
  readonly stated: StatedView | null;
}

interface ExamInProgress {
  readonly key: string;
  readonly studyKey: string;
  readonly studyInstanceUid: string;
  /** Of its first image. */
  readonly patient: PatientEvidence;
  readonly images: StatedImage[];
}

function addImage(exams: ExamInProgress[], byStudy: Map<string, ExamInProgress[]>, image: StatedImage): void {
  const studyKey = examKeyOf(image);
  const ofStudy = byStudy.get(studyKey) ?? [];
  byStudy.set(studyKey, ofStudy);
  const patient = patientEvidence(image.header);
  let exam = chooseByPatient(patient, ofStudy);
  if (exam === null) {
    const { studyInstanceUid } = image.header;
    const key = JSON.stringify([studyKey, ofStudy.length]);
    exam = { key, studyKey, studyInstanceUid, patient, images: [] };
    ofStudy.push(exam);
    exams.push(exam);
  }
  exam.images.push(image);
}

function isBeside({ studyInstanceUid, patient }: FoundDocument, exam: ExamInProgress): boolean {
  return (
    studyInstanceUid !== '' &&
    studyInstanceUid === exam.studyInstanceUid &&
    weighPatients(patient, exam.patient).verdict !== 'different'
  );
}

function wordsBesideFilm({ header: { kind, laterality, viewPosition } }: FoundImage): string | null {
  return besideFilm({ kind, laterality, view: viewPosition });
}

async function finish(
  exam: ExamInProgress,
  ofStudy: readonly ExamInProgress[],
  beside: readonly string[],
): Promise<GatheredExam> {
  const distinct = await withoutCopies(exam.images);
  const noticed = distinct.map(({ image }) => noticedImage(image));
  const same = await samePictures(distinct.map(({ image }) => placed(image)));
  const among = noticesAmong(noticed, same);
  const others = ofStudy.filter((other) => other !== exam).map(({ patient }) => patient);
  return {
    key: exam.key,
    studyInstanceUid: exam.studyInstanceUid,
    images: distinct.map(({ image, copies }, at) => ({
      ...image,
      notices: [...image.header.notices, ...among[at], ...copiesNotice(copies.length)],
      copies,
    })),
    notices: examNotices(noticed, others),
    beside: countKinds(beside),
  };
}

/** Exams with a picture that is in an exam of another patient, too, and a sentence for each such picture. */
async function picturesOfOthers(
  exams: readonly ExamInProgress[],
): Promise<ReadonlyMap<ExamInProgress, readonly string[]>> {
  const notices = new Map<ExamInProgress, string[]>();
  const all = exams.flatMap((exam) => exam.images.map((image) => ({ exam, image })));
  for (const group of Map.groupBy(all, ({ image }) => image.content).values()) {
    if (group.every(({ exam }) => exam === group[0].exam)) continue;
    const same = await samePictures(group.map(({ image }) => placed(image)));
    for (const [at, { exam, image }] of group.entries()) {
      const isAnothers = same[at].some((other) =>
        contradicts(weighPatients(exam.patient, group[other].exam.patient)),
      );
      if (!isAnothers) continue;
      const notice = `Its ${noticedImage(image).label} is also in an exam of another patient; check whose it is.`;
      notices.set(exam, [...new Set([...(notices.get(exam) ?? []), notice])]);
    }
  }
  return notices;
}

function copiesNotice(count: number): readonly string[] {
  if (count === 0) return [];
  return [`The same picture is in ${count} more ${count === 1 ? 'file' : 'files'}; it counts once.`];
}

function noticedImage({ header }: FoundImage): NoticedImage {
  const { sopInstanceUid, laterality, viewPosition } = header;
  return { sopInstanceUid, patient: patientEvidence(header), label: viewLabel(laterality, viewPosition) };
}

/** Each picture once, with the files of its copies. */
async function withoutCopies(
  images: readonly StatedImage[],
): Promise<readonly { readonly image: StatedImage; readonly copies: readonly string[] }[]> {
  const kept: { readonly image: StatedImage; readonly copies: string[] }[] = [];
  for (const image of images) {
    const original = await firstAsync(kept, (other) => isCopy(other.image, image));
    if (original === null) kept.push({ image, copies: [] });
    else original.copies.push(image.file);
  }
  return kept;
}

async function isCopy(one: FoundImage, other: FoundImage): Promise<boolean> {
  if (one.pixelProblem !== null || other.pixelProblem !== null) return false;
  return likenessOf(one.header) === likenessOf(other.header) && isSamePicture(placed(one), placed(other));
}

function placed({ location, content, header }: FoundImage): PlacedPicture {
  return { location, content, sopInstanceUid: header.sopInstanceUid };
}

async function firstAsync<T>(list: readonly T[], test: (item: T) => Promise<boolean>): Promise<T | null> {
  for (const item of list) if (await test(item)) return item;
  return null;
}
