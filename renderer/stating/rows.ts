/** The lines of the dialog that states sides and views: what each image has, what is guessed, and what was chosen. Pure. */
import type { StatedImage } from '../../contract/api.ts';
import type { ExamImage } from '../../contract/exam.ts';
import type { Laterality, ViewPosition } from '../../contract/view.ts';
import type { Guess } from './guess.ts';

/** What the reader has chosen for an image so far; absent where nothing was touched, null for what the file has. */
export interface Choice {
  readonly laterality?: Laterality | null;
  readonly view?: ViewPosition | null;
  readonly analyseAnyway?: boolean;
}

export interface StatingRow {
  readonly image: ExamImage;
  readonly laterality: Laterality | null;
  readonly view: ViewPosition | null;
  readonly analyseAnyway: boolean;
  /** Shown as a guess: nobody has said it, and it is not the image's own. */
  readonly guessed: { readonly laterality: boolean; readonly view: boolean };
}

/** Side or view is to be asked for: not of pages, masks and the like, which have none. */
export function isUnknown({ laterality, view, isMammogram }: ExamImage): boolean {
  return isMammogram && (laterality === null || view === null);
}

/** Images whose side or view is not known come first: theirs are guessed until somebody chooses. */
export function statingRows(
  images: readonly ExamImage[],
  guesses: Readonly<Record<string, Guess>>,
  choices: Readonly<Record<string, Choice>>,
): readonly StatingRow[] {
  const rows = images.map((image): StatingRow => {
    const guess = guesses[image.imageId];
    const choice = choices[image.imageId] ?? {};
    const laterality = choice.laterality === undefined ? image.laterality : choice.laterality;
    const view = choice.view === undefined ? image.view : choice.view;
    const guessed = {
      laterality:
        laterality === null && choice.laterality === undefined && (guess?.laterality ?? null) !== null,
      view: view === null && choice.view === undefined && (guess?.view ?? null) !== null,
    };
    return {
      image,
      laterality: guessed.laterality ? (guess?.laterality ?? null) : laterality,
      view: guessed.view ? (guess?.view ?? null) : view,
      analyseAnyway: choice.analyseAnyway ?? image.analyseAnyway === 'chosen',
      guessed,
    };
  });
  const isUnknown = ({ image }: StatingRow) => image.laterality === null || image.view === null;
  return [...rows.filter(isUnknown), ...rows.filter((row) => !isUnknown(row))];
}

/** What is to be kept, of the images of which something else is said now; null leaves what an image has itself. */
export function statedByRows(rows: readonly StatingRow[]): readonly StatedImage[] {
  return rows.flatMap(({ image, laterality, view, analyseAnyway }) => {
    const before = image.stated;
    const saidLaterality = laterality === image.laterality ? (before?.laterality ?? null) : laterality;
    const saidView = view === image.view ? (before?.view ?? null) : view;
    const isAsBefore =
      saidLaterality === (before?.laterality ?? null) &&
      saidView === (before?.view ?? null) &&
      analyseAnyway === (image.analyseAnyway === 'chosen');
    return isAsBefore
      ? []
      : [{ imageId: image.imageId, laterality: saidLaterality, view: saidView, analyseAnyway }];
  });
}
