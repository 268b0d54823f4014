import { useEffect } from 'react';
import { biRadsOf, breastNames, breastsToAssess } from '../../contract/assessment.ts';
import type { Laterality } from '../../contract/view.ts';
import { useApp } from '../app/store.ts';
import { runCommand, useKeysOf } from '../keys/useCommands.ts';
import { categories, categoryIds, densities, densityIds, withBiRads } from './assessment.ts';
import { CategoryChoice } from './CategoryChoice.tsx';
import { ReadingHistory } from './ReadingHistory.tsx';
import { stateText } from './readingText.ts';
import { assess, loadReading, reopen, saveNow, useReadings, type ShownReading } from './store.ts';
import styles from './AssessmentPanel.module.css';

/** What the reader says of the exam, in one row; every change is kept as it is made. */
export function AssessmentPanel({ examId }: { readonly examId: string }) {
  const reading = useReadings((state) => state.readings.get(examId));
  // Locking, completing and showing results change the row: the history is then read anew.
  const row = useApp((state) => state.exams.get(examId));
  // Its row is told anew with every step of its reading: another window may have taken it.
  useEffect(() => void loadReading(examId), [examId, row]);
  useEffect(() => () => void saveNow(examId), [examId]);
  if (!reading) return <section className={styles.panel} aria-label="Assessment" aria-busy="true" />;
  const breasts = breastsToAssess(row?.views ?? []);
  return (
    <section className={styles.panel} aria-label="Assessment" data-complete={reading.kept.completed}>
      <Choices examId={examId} reading={reading} breasts={breasts} />
      <State examId={examId} reading={reading} />
      <SaveProblem examId={examId} reading={reading} />
      <div className={styles.folds}>
        <Comment key={examId} examId={examId} reading={reading} />
        <ReadingHistory events={reading.kept.events} />
      </div>
    </section>
  );
}

interface ReadingProps {
  readonly examId: string;
  readonly reading: ShownReading;
}

interface ChoicesProps extends ReadingProps {
  readonly breasts: readonly Laterality[];
}

const densityChoices = [...densityIds, 'not-given'] as const;
const densityMeanings = { ...densities, 'not-given': 'No density is given' };

function Choices({ examId, reading, breasts }: ChoicesProps) {
  const assessment = reading.draft ?? reading.kept.assessment;
  return (
    <fieldset className={styles.choices} disabled={reading.kept.completed}>
      <legend className={styles.hidden}>BI-RADS and density</legend>
      {(['R', 'L'] as const).map((side) =>
        breasts.includes(side) ? (
          <CategoryChoice
            key={side}
            label={side}
            title={`${breastNames[side]} BI-RADS`}
            choices={categoryIds}
            meanings={categories}
            value={biRadsOf(assessment, side)}
            onChange={(value) => assess(examId, (before) => withBiRads(before, side, value))}
          />
        ) : (
          <span key={side} className={styles.absent} title={`${breastNames[side]}: not in this exam`}>
            {side} none
          </span>
        ),
      )}
      <CategoryChoice
        label="Density"
        title="Density"
        choices={densityChoices}
        meanings={densityMeanings}
        names={{ 'not-given': 'none' }}
        value={assessment.density}
        onChange={(density) => assess(examId, (before) => ({ ...before, density }))}
      />
    </fieldset>
  );
}

const nothingAnswered = { done: 0, total: 0 };

/** How the exam is read, and what is done next. */
function State({ examId, reading: { kept } }: ReadingProps) {
  const setting = useApp((state) => state.settings.readingMode);
  const readOnly = useApp((state) => state.appState?.readOnly ?? false);
  const [key] = useKeysOf('case.complete');
  const mustLock = (kept.mode ?? setting) === 'sequential' && !kept.locked;
  const answered = useApp((state) => state.exams.get(examId)?.analysis) ?? nothingAnswered;
  const text = readOnly
    ? 'Nothing is kept: the library cannot be written.'
    : stateText(kept, setting, answered);
  const next = kept.completed ? 'Next exam' : mustLock ? 'Lock assessment' : 'Complete exam';
  return (
    <div className={styles.state}>
      <p title={text} data-warning={readOnly || kept.aiSeenBefore}>
        {kept.completed && <span aria-hidden="true">✓ </span>}
        {text}
      </p>
      {kept.completed && (
        <button type="button" onClick={() => void reopen(examId)}>
          Reopen
        </button>
      )}
      <button
        type="button"
        className={styles.main}
        onClick={({ detail }) => {
          // The second click of a double one would confirm what nobody has read yet.
          if (detail < 2) runCommand('case.complete');
        }}
      >
        {next}
        {key && <kbd>{key}</kbd>}
      </button>
    </div>
  );
}

function Comment({ examId, reading }: ReadingProps) {
  const { kept, draft, problem } = reading;
  const assessment = draft ?? kept.assessment;
  const begins = assessment.comment.trim().split('\n')[0];
  return (
    <details className={styles.fold}>
      <summary title={assessment.comment}>
        Comment{begins !== '' && <span className={styles.begins}>: {begins}</span>}
        {draft && !problem ? ' (saving…)' : ''}
      </summary>
      <textarea
        aria-label="Comment"
        rows={3}
        maxLength={10_000}
        disabled={kept.completed}
        value={assessment.comment}
        onChange={({ target }) => assess(examId, (before) => ({ ...before, comment: target.value }))}
        onBlur={() => void saveNow(examId)}
      />
    </details>
  );
}

function SaveProblem({ examId, reading }: ReadingProps) {
  if (reading.problem === null) return null;
  return (
    <p className={styles.problem} role="alert">
      Not saved yet: {reading.problem.message} What you entered stays here.{' '}
      <button type="button" onClick={() => void saveNow(examId)}>
        Try again
      </button>
    </p>
  );
}
