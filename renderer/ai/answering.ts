/** Which image answers for each view in the scores, and why the others do not; which frame it is of. Pure. */
import type { ExamImage } from '../../contract/exam.ts';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import type { NotScoredReason } from '../../contract/results.ts';
import { imageLabels } from '../hanging/labels.ts';

const reasons: Readonly<Record<NotScoredReason, string>> = {
  'no-laterality': 'no side stated',
  'no-view': 'no view stated',
  'other-view': 'neither CC nor MLO',
  'partial-view': 'a part of the breast',
  'other-kind': 'no score is made of this kind of image',
  copy: 'a copy of the image that answers',
  'raw-beside-processed': 'raw beside processed',
  'modified-beside-plain': 'beside the plain view',
  'other-kind-beside': 'beside the 2D image that answers',
  'another-exposure': 'another exposure answers, the last one',
};

/** "frame 21 of 41, the middle one"; '' of a single frame. `frame` from 0. */
export function frameText({ frame, frames }: { readonly frame: number; readonly frames: number }): string {
  return frames > 1 ? `frame ${frame + 1} of ${frames}, the middle one` : '';
}

/** Images whose results are of one frame of several: "L MLO, 41 frames: frame 21 of 41, the middle one". */
export function frameTexts(exam: ShownExam, images: readonly ExamImage[]): readonly string[] {
  const labels = imageLabels(images);
  return exam.images
    .filter(({ analyses, frames }) => analyses.length > 0 && frames > 1)
    .map((image) => `${labels.get(image.imageId) ?? 'One image'}: ${frameText(image)}`);
}

/** "R CC by R CC, low energy", and of those that do not answer "R CC, For Processing: not scored, raw beside processed". */
export function answeringTexts(exam: ShownExam, images: readonly ExamImage[]): readonly string[] {
  const labels = imageLabels(images);
  const answering = exam.scores.flatMap(({ breasts }) =>
    breasts.flatMap(({ laterality, views }) =>
      views.map(({ view, image }) => ({ plain: `${laterality} ${view}`, label: labels.get(image) ?? '' })),
    ),
  );
  const told = answering
    .filter(({ plain, label }) => label !== '' && label !== plain)
    .map(({ plain, label }) => `${plain} scored by: ${label}`);
  const others = exam.notScored.flatMap(({ image, reason }) => {
    const label = labels.get(image);
    return label === undefined ? [] : [`${label}: not scored, ${reasons[reason]}`];
  });
  return [...new Set([...told, ...others])];
}
