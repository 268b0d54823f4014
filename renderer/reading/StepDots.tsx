import { examProgress } from '../ai/progress.ts';
import { marksOfExam, useAi } from '../ai/store.ts';
import { useKeysOf } from '../keys/useCommands.ts';
import { aiStepText } from './aiStateText.ts';
import { focusImages } from './focusImages.ts';
import { useReading } from './store.ts';
import { atStep, currentStep, missingViews, quadrantsOf, type Viewing } from './viewing.ts';
import styles from './StepDots.module.css';

/** The steps of the hanging: where the reader is, and a way to each. */
export function StepDots() {
  const steps = useReading((state) => state.viewing.steps);
  const index = useReading((state) => state.viewing.stepIndex);
  const title = useReading(({ viewing, tiles }) =>
    viewing.largeTileId === null ? (currentStep(viewing)?.title ?? '') : (tiles[0]?.label ?? ''),
  );
  const part = useReading(({ viewing }) => partText(viewing));
  const [next] = useKeysOf('step.next');
  const [previous] = useKeysOf('step.previous');
  if (steps.length === 0) return null;
  const go = (to: number) => {
    useReading.getState().change((viewing) => atStep(viewing, to));
    focusImages();
  };
  // The keys that lead to the steps beside this one.
  const keyTo = (number: number) => ({ [index + 1]: next, [index - 1]: previous })[number];
  return (
    <nav className={styles.steps} aria-label="Hanging steps">
      <ol>
        {steps.map((step, number) => (
          <li key={step.name}>
            <button
              type="button"
              title={[step.title, keyTo(number)].filter(Boolean).join(' – ')}
              aria-label={step.title}
              aria-current={number === index ? 'step' : undefined}
              data-ai={step.ai || undefined}
              onClick={() => go(number)}
            />
          </li>
        ))}
      </ol>
      <span className={styles.title} aria-live="polite" title={title}>
        {title}
        {part}
        <AiStepText />
      </span>
      <MissingViews />
    </nav>
  );
}

/** What an AI step shows; nothing in the others. */
function AiStepText() {
  const forAi = useReading(
    ({ viewing }) => viewing.largeTileId === null && (currentStep(viewing)?.ai ?? false),
  );
  const exam = useReading((state) => state.exam);
  const shown = useAi(({ exams }) => (exam ? exams[exam.row.examId] : undefined));
  const choices = useAi((state) => state.choices);
  if (!forAi || !exam || !shown) return null;
  return aiStepText(shown, examProgress(shown, exam.images), marksOfExam(shown, choices));
}

/** What the step would show if the exam had it. */
function MissingViews() {
  const missing = useReading(({ viewing }) => missingViews(viewing).join('\n'));
  if (missing === '') return null;
  return (
    <ul className={styles.missing} aria-label="Missing views" title={missing}>
      {missing.split('\n').map((view) => (
        <li key={view} data-missing-view>
          {view}
        </li>
      ))}
    </ul>
  );
}

/** ", 2 of 6": which part at 1:1 is shown. */
function partText(viewing: Viewing): string {
  if (viewing.quadrant === null) return '';
  const parts = quadrantsOf(viewing);
  return parts === 1 ? '' : `, ${Math.min(viewing.quadrant, parts - 1) + 1} of ${parts}`;
}
