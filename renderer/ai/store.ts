/** What the networks found in the exams on screen, which of it is drawn, and which mark is looked at. */
import { create } from 'zustand';
import type { AppEvent } from '../../contract/api.ts';
import type { ShownExam, ShownImage } from '../../contract/imageAnalysis.ts';
import { call, onEvent } from '../host/client.ts';
import { defaultChoices } from './overlayChoices.ts';
import type { OverlayChoices } from './overlayChoices.ts';

interface AiState {
  /** Exam id -> what is known of it. */
  readonly exams: Readonly<Record<string, ShownExam>>;
  readonly choices: OverlayChoices;
  /** Key of the mark (`marks.ts`) that was chosen last; null for none. */
  readonly selected: string | null;
  /** Key of the mark below the pointer, wherever it is shown; null for none. */
  readonly hovered: string | null;
}

export const useAi = create<AiState>(() => ({
  exams: {},
  choices: defaultChoices,
  selected: null,
  hovered: null,
}));

let listening = false;

/** Fetches what is known of the exam, and follows it from then on. */
export async function loadExam(examId: string): Promise<void> {
  if (!listening) {
    listening = true;
    onEvent(follow);
  }
  const answer = await call('shownExam', { examId });
  if (answer.ok) useAi.setState(({ exams }) => ({ exams: { ...exams, [examId]: answer.value } }));
}

function follow(event: AppEvent): void {
  if (event.type !== 'analysis') return;
  const exam = useAi.getState().exams[event.examId];
  if (exam === undefined) return;
  const images = withImage(exam.images, event.image);
  useAi.setState(({ exams }) => ({ exams: { ...exams, [event.examId]: { ...exam, images } } }));
  // Scores of breasts and exam come with the whole.
  if (event.image.state === 'done') void loadExam(event.examId);
}

function withImage(images: readonly ShownImage[], image: ShownImage): readonly ShownImage[] {
  const known = images.some(({ imageId }) => imageId === image.imageId);
  return known
    ? images.map((other) => (other.imageId === image.imageId ? image : other))
    : [...images, image];
}

export function changeChoices(change: (choices: OverlayChoices) => OverlayChoices): void {
  useAi.setState(({ choices }) => ({ choices: change(choices) }));
}

/** What is known of an image, in whichever exam it is; null before it is known. */
export const imageOf =
  (imageId: string) =>
  ({ exams }: AiState): ShownImage | null => {
    for (const exam of Object.values(exams)) {
      const image = exam.images.find((candidate) => candidate.imageId === imageId);
      if (image !== undefined) return image;
    }
    return null;
  };
