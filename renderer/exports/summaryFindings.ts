/** What the AI outlined and the reader drew, as lines of the summary. Pure. */
import type { ExamImage } from '../../contract/exam.ts';
import type { PixelSpacing } from '../../contract/image.ts';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import type { Annotation } from '../../contract/reading.ts';
import { diameterText, placeText } from '../ai/findingText.ts';
import { examMarks } from '../ai/marks.ts';
import type { OverlayChoices } from '../ai/overlayChoices.ts';
import { probabilityText } from '../ai/scores.ts';
import { imageLabels } from '../hanging/labels.ts';
import { markInWords, measurementOf } from '../measure/measurement.ts';

export interface SummaryFinding {
  /** As in the panel's list and on the pictures. */
  readonly number: number;
  /** "L MLO". */
  readonly view: string;
  readonly text: string;
}

export type SummaryMeasurement = Pick<SummaryFinding, 'view' | 'text'>;

/** The outlines that are drawn, most probable first. */
export function summaryFindings(
  exam: ShownExam,
  images: readonly ExamImage[],
  choices: Pick<OverlayChoices, 'networks' | 'thresholds'>,
): readonly SummaryFinding[] {
  const labels = imageLabels(images);
  return examMarks(exam, choices).contours.flatMap(({ number, imageId, contour }) => {
    const image = images.find((one) => one.imageId === imageId);
    if (image === undefined) return [];
    const parts = [diameterText(contour, image), placeText(contour, image, null)];
    const size = parts.filter((part) => part !== null).join(' · ');
    const shown = exam.images.find((one) => one.imageId === imageId);
    // One frame of a volume is analysed: which, is part of what was found.
    const frame =
      shown !== undefined && shown.frames > 1 ? ` · frame ${shown.frame + 1} of ${shown.frames}` : '';
    const text = `Mass ${probabilityText(contour.probability)} · ${size}${frame}`;
    return [{ number, view: labels.get(imageId) ?? '', text }];
  });
}

/** `spacingOf`: null where the image has none. */
export function summaryMeasurements(
  marks: readonly Annotation[],
  images: readonly ExamImage[],
  spacingOf: (imageId: string) => PixelSpacing | null,
): readonly SummaryMeasurement[] {
  const labels = imageLabels(images);
  return marks.flatMap(({ imageId, frame, shape }) => {
    const image = images.find((one) => one.imageId === imageId);
    if (image === undefined) return [];
    const where = image.frames > 1 ? `, frame ${frame + 1}` : '';
    const text = markInWords(shape, measurementOf(shape, spacingOf(imageId)));
    return [{ view: labels.get(imageId) ?? '', text: `${text}${where}` }];
  });
}
