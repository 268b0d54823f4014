import type { Exam, ExamImage, ExamRow, Prior } from '../../contract/exam.ts';
import type { Problem } from '../../contract/problem.ts';
import { furtherRows, type Row } from './further.ts';
import { acrLabel, imageLabels } from './labels.ts';
import { hangingOf } from './orientation.ts';
import { otherExamLabel } from './priors.ts';
import { selectImage } from './select.ts';
import type { HungStep, Protocol, ProtocolStep, Tile, ViewSelector } from './types.ts';

/**
 * The steps of an exam by a protocol. Steps that would show nothing, and comparisons without a prior, are left out.
 * Every image that can be shown and that no step shows has a place in further steps, which come before the AI steps at
 * the end: the reader has then seen all views unaided. Images that cannot be shown are named, in a step of their own
 * where no other one names them.
 */
export function hang(exam: Exam, protocol: Protocol): readonly HungStep[] {
  const sources = [
    examSource(exam, 0, ''),
    ...exam.priors.map((prior, index) => examSource(prior, index + 1, whenOf(prior, exam.row))),
  ];
  const steps = protocol.steps
    .map((step, index) => protocolStep(step, `step-${index + 1}`, sources))
    .filter((step) => step !== null);
  const shown = new Set(steps.flatMap(({ tiles }) => tiles.map(({ image }) => image?.imageId)));
  const further = sources.flatMap((source) => [
    ...furtherSteps(source, shown),
    ...unshowableStep(
      source,
      steps.flatMap(({ tiles }) => tiles),
    ),
  ]);
  const lastUnaided = steps.findLastIndex(({ ai }) => !ai);
  return [...steps.slice(0, lastUnaided + 1), ...further, ...steps.slice(lastUnaided + 1)];
}

/** An exam as hanging sees it: 0 the current one, then the priors. */
interface ExamSource {
  readonly prior: number;
  readonly examId: string;
  /** "prior 2024"; '' of the current one. */
  readonly when: string;
  readonly row: ExamRow;
  readonly images: readonly ExamImage[];
  readonly displayable: readonly ExamImage[];
  readonly labels: ReadonlyMap<string, string>;
}

/** That it is only possibly the patient's stands at every image of it. */
function whenOf({ row, certainty }: Prior, current: ExamRow): string {
  const when = otherExamLabel(row.studyDate, current.studyDate);
  return certainty === 'possible' ? `possible ${when}, check the patient` : when;
}

function examSource({ row, images }: Pick<Prior, 'row' | 'images'>, prior: number, when: string): ExamSource {
  const displayable = images.filter(({ problem }) => problem === null);
  return { prior, examId: row.examId, when, row, images, displayable, labels: imageLabels(displayable) };
}

function protocolStep(step: ProtocolStep, name: string, sources: readonly ExamSource[]): HungStep | null {
  const places = step.rows.flatMap((row, rowIndex) =>
    row.map((selector, column) => ({ selector, place: { row: rowIndex, column } })),
  );
  const tiles = places.map(({ selector, place }, index) =>
    selectedTile(selector, `${name}/${index + 1}`, place, sources),
  );
  if (tiles.every(({ image }) => image === null)) return null;
  const priors = tiles.filter(({ exam }) => exam === 'prior');
  if (priors.length > 0 && priors.every(({ image }) => image === null)) return null;
  const { title, mode, ai, linked } = step;
  return { name, title, tiles, mode, ai, linked };
}

type Place = Pick<Tile, 'row' | 'column'>;

function selectedTile(
  selector: ViewSelector,
  tileId: string,
  place: Place,
  sources: readonly ExamSource[],
): Tile {
  const source = sources[selector.prior];
  const image = source === undefined ? null : selectImage(source.displayable, selector);
  if (source !== undefined && image !== null) return imageTile(image, tileId, place, source);
  const { laterality, views, modifiers } = selector;
  const [view] = views;
  const broken = source === undefined ? null : selectImage(source.images, selector);
  return {
    tileId,
    ...place,
    image: null,
    takesPlace: broken !== null,
    exam: selector.prior === 0 ? 'current' : 'prior',
    examId: source?.examId ?? null,
    absent: whyAbsent(selector, source, broken),
    label: acrLabel({ laterality, view, modifiers }),
    ...hangingOf({ laterality, view, patientOrientation: null }),
  };
}

/** "R MLO: not in this exam", or why the image that is there cannot be shown. */
function whyAbsent(selector: ViewSelector, source: ExamSource | undefined, broken: ExamImage | null): string {
  const { laterality, views, modifiers, prior } = selector;
  const label = acrLabel({ laterality, view: views[0], modifiers });
  if (source === undefined) return `${label}: ${prior === 1 ? 'no prior exam' : `no ${prior} prior exams`}`;
  if (broken !== null && broken.problem !== null) return unshowable(label, broken.problem);
  if (prior === 0) return `${label}: not in this exam`;
  const year = source.row.studyDate.slice(0, 4);
  return `${label}: not in the ${year === '' ? 'other exam' : `exam of ${year}`}`;
}

const unshowable = (label: string, { message }: Problem) => `${label}: cannot be shown. ${message}`;

function imageTile(image: ExamImage, tileId: string, place: Place, source: ExamSource): Tile {
  const label = source.labels.get(image.imageId) ?? acrLabel(image);
  const current = source.prior === 0;
  return {
    tileId,
    ...place,
    image,
    takesPlace: true,
    exam: current ? 'current' : 'prior',
    examId: source.examId,
    absent: null,
    label: current ? label : `${label}, ${source.when}`,
    ...hangingOf(image),
  };
}

/** Rows of a further step: one of the exam itself, so that it is large; two of a prior. */
function furtherSteps(source: ExamSource, shown: ReadonlySet<string | undefined>): readonly HungStep[] {
  const rows = furtherRows(source.displayable.filter(({ imageId }) => !shown.has(imageId)));
  const atOnce = source.prior === 0 ? 1 : 2;
  const steps: HungStep[] = [];
  for (let first = 0; first < rows.length; first += atOnce) {
    const name = `further-${source.prior}-${first / atOnce + 1}`;
    steps.push(furtherStep(rows.slice(first, first + atOnce), name, source));
  }
  return steps;
}

function furtherStep(rows: readonly Row[], name: string, source: ExamSource): HungStep {
  const tiles = rows.flatMap((row, rowIndex) =>
    row.map((image, column) =>
      imageTile(image, `${name}/${rowIndex + 1}-${column + 1}`, { row: rowIndex, column }, source),
    ),
  );
  const labels = rows.flat().map((image) => source.labels.get(image.imageId));
  const title = labels.join(', ');
  return {
    name,
    title: source.prior === 0 ? title : `${title}, ${source.when}`,
    tiles,
    mode: 'fit',
    ai: false,
    linked: rows.length === 1 && tiles.length === 2,
  };
}

/** The images of an exam that cannot be shown, but for those that a tile names, and copies of images that can be. */
function unshowableStep(source: ExamSource, tiles: readonly Tile[]): readonly HungStep[] {
  const { examId, prior, when, displayable } = source;
  const named = new Set(tiles.filter((tile) => tile.examId === examId).map(({ absent }) => absent));
  const there = new Set(displayable.map(({ sopInstanceUid }) => sopInstanceUid));
  const rest = source.images
    .filter(({ problem, sopInstanceUid }) => problem !== null && !there.has(sopInstanceUid))
    .map((image) => ({ image, label: acrLabel(image) }))
    .map(({ image, label }) => ({ image, label, absent: image.problem && unshowable(label, image.problem) }))
    .filter(({ absent }) => !named.has(absent));
  if (rest.length === 0) return [];
  const name = `unshowable-${prior}`;
  const columns = Math.min(2, rest.length);
  const places = rest.map(({ image, label, absent }, index): Tile => ({
    tileId: `${name}/${index + 1}`,
    row: Math.floor(index / columns),
    column: index % columns,
    image: null,
    takesPlace: true,
    exam: prior === 0 ? 'current' : 'prior',
    examId,
    absent,
    label,
    ...hangingOf(image),
  }));
  const title = prior === 0 ? 'Cannot be shown' : `Cannot be shown, ${when}`;
  return [{ name, title, tiles: places, mode: 'fit', ai: false, linked: false }];
}
