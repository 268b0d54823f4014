/** The AI's part of the reading screen: what is known is followed, choices are kept, keys do their work. */
import { useEffect } from 'react';
import type { Rect } from '../../contract/geometry.ts';
import { say } from '../app/hint.ts';
import { useApp } from '../app/store.ts';
import { call } from '../host/client.ts';
import { useCommands } from '../keys/useCommands.ts';
import { viewChoice, withViewChoice } from '../settings/viewChoices.ts';
import { neighbourOf, walkOf } from './marks.ts';
import {
  switchText,
  toggledBoxesInQuadrants,
  toggledLayer,
  type Layer,
  type OverlayChoices,
} from './overlayChoices.ts';
import { changeChoices, connectChoices, followExam, marksOfExam, select, useAi } from './store.ts';
import { steppedThresholds, thresholdSign } from './thresholdKeys.ts';

interface AiReadingProps {
  readonly examId: string;
  /** Further exams whose images are on the screen: their marks are drawn as well. */
  readonly priorIds: readonly string[];
  /** The views are walked at 1:1: boxes are then drawn only when they are asked for. */
  readonly quadrants: boolean;
  /** Shows a rectangle in source pixels, beside the other view of the breast. */
  readonly onShowFinding: (imageId: string, rect: Rect) => void;
  /** Told which findings the next keys show; the same function as long as it is there. */
  readonly onExpected: (findings: readonly { readonly imageId: string; readonly rect: Rect }[]) => void;
  readonly onBack: () => void;
}

/** Once per reading screen, wherever the panel is: renders nothing. */
export function AiReading({
  examId,
  priorIds,
  quadrants,
  onShowFinding,
  onExpected,
  onBack,
}: AiReadingProps): null {
  useEffect(() => followExam(examId), [examId]);
  const priors = priorIds.join('\n');
  useEffect(() => {
    const ends = priors === '' ? [] : priors.split('\n').map(followExam);
    return () => ends.forEach((end) => end());
  }, [priors]);
  // The mark of another exam is none of this one's.
  useEffect(() => () => select(null), [examId]);
  useKeptChoices();

  useExpected(examId, onExpected);

  const walk = (direction: 1 | -1) => () => {
    const mark = nextMark(examId, useAi.getState(), direction);
    if (mark === null) return;
    select(mark.key);
    onShowFinding(mark.imageId, mark.rect);
  };
  const step = (direction: 1 | -1) => () => {
    const exam = useAi.getState().exams[examId];
    const before = useAi.getState().choices;
    changeChoices((choices) => steppedThresholds(choices, exam?.weights ?? [], direction));
    const sign = exam && !exam.withheld ? thresholdSign(exam, before, useAi.getState().choices) : '';
    say(sign || (direction === 1 ? 'No higher threshold' : 'No lower threshold'));
  };
  const switched = (change: (choices: OverlayChoices) => OverlayChoices, layer: Layer | null) => () => {
    changeChoices(change);
    const { exams, choices } = useAi.getState();
    const isShown = exams[examId]?.withheld === false && exams[examId].scores.length > 0;
    say(`${switchText(choices, layer, quadrants)}${isShown ? '' : ': there are none to show'}`);
  };
  const layer = (name: Layer) => switched((choices) => toggledLayer(choices, name), name);
  useCommands({
    'ai.toggle': switched((choices) => ({ ...choices, on: !choices.on }), null),
    'ai.contours': layer('contours'),
    'ai.malignant': layer('malignant'),
    'ai.benign': layer('benign'),
    'ai.boxes': quadrants ? switched(toggledBoxesInQuadrants, 'boxes') : layer('boxes'),
    'ai.classification': layer('classification'),
    'ai.thresholdDown': step(-1),
    'ai.thresholdUp': step(1),
    'ai.next': walk(1),
    'ai.previous': walk(-1),
    'ai.back': onBack,
    'ai.analyse': () => void analyse(examId),
  });
  return null;
}

const nextMark = (
  examId: string,
  { exams, choices, selected }: Pick<ReturnType<typeof useAi.getState>, 'exams' | 'choices' | 'selected'>,
  direction: 1 | -1,
) => neighbourOf(walkOf(marksOfExam(exams[examId], choices)), selected, direction);

/** Tells where the keys lead from the mark that is selected. */
function useExpected(examId: string, onExpected: AiReadingProps['onExpected']): void {
  const exams = useAi((state) => state.exams);
  const choices = useAi((state) => state.choices);
  const selected = useAi((state) => state.selected);
  useEffect(() => {
    const marks = ([1, -1] as const).map((direction) =>
      nextMark(examId, { exams, choices, selected }, direction),
    );
    onExpected(marks.filter((mark) => mark !== null));
  }, [examId, exams, choices, selected, onExpected]);
  useEffect(() => () => onExpected([]), [onExpected]);
}

const part = 'ai';

/** The choices of the settings' view, from when the program has told them. */
function useKeptChoices(): void {
  const known = useApp(({ appState }) => appState !== null);
  useEffect(() => {
    if (!known) return;
    return connectChoices(viewChoice(useApp.getState().settings, part), (choices) => {
      const { settings, saveSettings } = useApp.getState();
      saveSettings({ view: withViewChoice(settings, part, choices) });
    });
  }, [known]);
}

/** Analyses what is not analysed yet; where all is, anew. */
export async function analyse(examId: string): Promise<void> {
  const exam = useAi.getState().exams[examId];
  const images = exam?.images ?? [];
  const force = images.length > 0 && images.every(({ state }) => state === 'done');
  await told(call('analyseExam', { examId, force }));
}

export const cancelAnalysis = (examId: string): Promise<void> => told(call('cancelAnalysis', { examId }));

async function told(answered: ReturnType<typeof call<'analyseExam' | 'cancelAnalysis'>>): Promise<void> {
  const answer = await answered;
  if (!answer.ok) useApp.getState().notify({ level: 'error', message: answer.problem.message });
}
