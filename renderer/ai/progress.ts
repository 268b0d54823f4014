/** How far the analysis of an exam has come, in words. Pure. */
import { whyNotAnalysed } from '../../contract/exam.ts';
import type { ExamImage } from '../../contract/exam.ts';
import type { ShownExam, ShownImage } from '../../contract/imageAnalysis.ts';
import { imageLabels } from '../hanging/labels.ts';
import { seconds } from './scores.ts';
import { inViewOrder } from './viewOrder.ts';
import { deviceName } from '../app/deviceName.ts';

/** `running` as long as an image is in work; then what is worst. `nothing`: no image of the exam can be analysed. */
export type ExamState = 'nothing' | 'none' | 'running' | 'failed' | 'cancelled' | 'done';

export interface ImageProgress {
  readonly imageId: string;
  readonly view: string;
  readonly state: ShownImage['state'];
  readonly text: string;
}

/** Why all or some of their networks gave nothing. */
export interface AnalysisProblem {
  readonly views: readonly string[];
  /** True where some network gave something. */
  readonly partial: boolean;
  readonly message: string;
}

export interface ExamProgress {
  readonly state: ExamState;
  readonly done: number;
  /** Images that can be analysed. */
  readonly total: number;
  readonly images: readonly ImageProgress[];
  /** What failed in several views alike is told once. */
  readonly problems: readonly AnalysisProblem[];
  /** Images that cannot, by the reason: "no side stated". */
  readonly notAnalysed: readonly { readonly views: readonly string[]; readonly reason: string }[];
  /** Where and how long ("CPU", "2.1 s"; no time where all was known from earlier); null until something is done. */
  readonly ran: { readonly device: string; readonly time: string | null } | null;
}

export function examProgress(exam: ShownExam, images: readonly ExamImage[]): ExamProgress {
  const shown = new Map(exam.images.map((image) => [image.imageId, image]));
  const ordered = inViewOrder(images);
  const analysable = ordered.filter((image) => whyNotAnalysed(image) === null);
  const labels = imageLabels(images);
  const viewOf = ({ imageId }: ExamImage) => labels.get(imageId) ?? '';
  const progress = analysable.map((image) =>
    imageProgress(image.imageId, viewOf(image), shown.get(image.imageId)),
  );
  return {
    state: examState(progress),
    done: progress.filter(({ state }) => state === 'done').length,
    total: progress.length,
    images: progress,
    problems: problemsOf(
      analysable.map((image) => ({ view: viewOf(image), shown: shown.get(image.imageId) })),
    ),
    notAnalysed: notAnalysedOf(
      ordered.map((image) => ({ view: viewOf(image), reason: whyNotAnalysed(image) })),
    ),
    ran: ranOf(exam),
  };
}

/** Why there are no patches, or none yet. */
export function noPatches(exam: ShownExam, images: readonly ExamImage[]): string {
  const { state, done } = examProgress(exam, images);
  if (state === 'nothing') return 'No patches: no view of this exam can be analysed';
  // No weights at all are known before the first analysis of a library.
  if (exam.weights.length > 0 && exam.weights.every(({ architecture }) => architecture !== 'gmic'))
    return 'No patches: there are no GMIC weights';
  if (state === 'running') return 'Patches by attention: the analysis is running';
  if (done > 0) return 'No patches';
  if (state === 'failed') return 'No patches: the analysis failed';
  if (state === 'cancelled') return 'No patches: the analysis was cancelled';
  return 'Patches by attention: not analysed yet';
}

function notAnalysedOf(
  images: readonly { readonly view: string; readonly reason: string | null }[],
): ExamProgress['notAnalysed'] {
  const byReason = Map.groupBy(images, ({ reason }) => reason);
  return [...byReason].flatMap(([reason, alike]) =>
    reason === null ? [] : [{ views: alike.map(({ view }) => view), reason }],
  );
}

function problemsOf(
  images: readonly { readonly view: string; readonly shown: ShownImage | undefined }[],
): readonly AnalysisProblem[] {
  const problems: AnalysisProblem[] = [];
  for (const { view, shown } of images) {
    // What somebody has cancelled has not failed.
    if (shown === undefined || shown.problem === null || shown.problem.kind === 'cancelled') continue;
    const { message } = shown.problem;
    const partial = shown.state === 'done';
    const alike = problems.findIndex((other) => other.message === message && other.partial === partial);
    if (alike < 0) problems.push({ views: [view], partial, message });
    else problems[alike] = { views: [...problems[alike].views, view], partial, message };
  }
  return problems;
}

function imageProgress(imageId: string, view: string, shown: ShownImage | undefined): ImageProgress {
  return {
    imageId,
    view,
    state: shown?.state ?? 'none',
    text: shown === undefined ? 'Not analysed yet' : stateText(shown),
  };
}

function stateText({ state, step, analyses }: ShownImage): string {
  switch (state) {
    case 'none':
      return 'Not analysed yet';
    case 'queued':
      return 'Queued';
    case 'running':
      return step ?? 'Running';
    case 'failed':
      return 'Failed';
    case 'cancelled':
      return 'Cancelled';
    case 'done':
      return analyses.every(({ fromCache }) => fromCache) ? 'Done, from an earlier run' : 'Done';
  }
}

function examState(images: readonly ImageProgress[]): ExamState {
  const some = (...states: ShownImage['state'][]) => images.some(({ state }) => states.includes(state));
  if (images.length === 0) return 'nothing';
  if (some('queued', 'running')) return 'running';
  if (some('failed')) return 'failed';
  if (some('cancelled')) return 'cancelled';
  return some('none') ? 'none' : 'done';
}

function ranOf({ images }: ShownExam): ExamProgress['ran'] {
  const analyses = images.flatMap((image) => image.analyses);
  if (analyses.length === 0) return null;
  const device = [...new Set(analyses.map((analysis) => deviceName(analysis.device)))].join(', ');
  const fresh = analyses.filter(({ fromCache }) => !fromCache);
  const elapsedMs = fresh.reduce((sum, analysis) => sum + analysis.elapsedMs, 0);
  return { device, time: fresh.length === 0 ? null : seconds(elapsedMs) };
}
