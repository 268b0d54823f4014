import { useEffect, useState } from 'react';
import type { ReadingMode } from '../../contract/reading.ts';
import type { Laterality } from '../../contract/view.ts';
import { useApp } from '../app/store.ts';
import { useCommands, useKeysOf } from '../keys/useCommands.ts';
import {
  biRadsOf,
  breastNames,
  breastsToAssess,
  categories,
  categoryIds,
  densities,
  densityIds,
  missingToLock,
  withBiRads,
} from './assessment.ts';
import { ChoiceGroup } from './ChoiceGroup.tsx';
import { LockDialog } from './LockDialog.tsx';
import { ReadingHistory } from './ReadingHistory.tsx';
import { assess, complete, loadReading, lock, saveNow, useReadings, type ShownReading } from './store.ts';
import styles from './AssessmentPanel.module.css';

interface AssessmentPanelProps {
  readonly examId: string;
  /** Once the exam is complete: to the next one. */
  readonly onCompleted?: () => void;
}

/** What the reader says of the exam; every change is kept as it is made. */
export function AssessmentPanel({ examId, onCompleted }: AssessmentPanelProps) {
  const reading = useReadings((state) => state.readings.get(examId));
  // Locking, completing and showing results change the row: the history is then read anew.
  const row = useApp((state) => state.exams.get(examId));
  // Its row is told anew with every step of its reading: another window may have taken it.
  useEffect(() => void loadReading(examId), [examId, row]);
  useEffect(() => () => void saveNow(examId), [examId]);
  if (!reading) return <section className={styles.panel} aria-label="Assessment" aria-busy="true" />;
  const breasts = breastsToAssess(row?.views ?? []);
  return <Form key={examId} examId={examId} reading={reading} breasts={breasts} onCompleted={onCompleted} />;
}

interface FormProps {
  readonly examId: string;
  readonly reading: ShownReading;
  readonly breasts: readonly Laterality[];
  readonly onCompleted: (() => void) | undefined;
}

function Form({ examId, reading, breasts, onCompleted }: FormProps) {
  const mode = useApp((state) => state.settings.readingMode);
  const { kept, draft } = reading;
  const assessment = draft ?? kept.assessment;
  const [missing, setMissing] = useState<string | null>(null);
  const [locking, setLocking] = useState(false);
  const mustLock = mode === 'sequential' && !kept.locked;
  const askToLock = () => {
    const problem = missingToLock(assessment, breasts);
    setMissing(problem);
    setLocking(problem === null);
  };
  const finish = async () => {
    if (mustLock) return askToLock();
    if (kept.completed || (await complete(examId, true))) onCompleted?.();
  };
  useCommands({ 'case.complete': () => void finish() });
  return (
    <section className={styles.panel} aria-label="Assessment">
      <h2>Assessment</h2>
      <p className={styles.state}>{stateText(reading, mode)}</p>
      <fieldset className={styles.form} disabled={kept.completed}>
        {breasts.map((side) => (
          <ChoiceGroup
            key={side}
            legend={`${breastNames[side]} BI-RADS`}
            choices={categoryIds}
            meanings={categories}
            value={biRadsOf(assessment, side)}
            onChange={(value) => assess(examId, (before) => withBiRads(before, side, value))}
          />
        ))}
        <ChoiceGroup
          legend="Density"
          choices={densityIds}
          meanings={densities}
          value={assessment.density}
          onChange={(density) => assess(examId, (before) => ({ ...before, density }))}
        />
        <label className={styles.comment}>
          <span>
            Comment <span className={styles.meaning}>{draft && !reading.problem ? 'saving…' : ''}</span>
          </span>
          <textarea
            rows={3}
            maxLength={10_000}
            value={assessment.comment}
            onChange={({ target }) => assess(examId, (before) => ({ ...before, comment: target.value }))}
            onBlur={() => void saveNow(examId)}
          />
        </label>
      </fieldset>
      <SaveProblem examId={examId} reading={reading} />
      {missing !== null && mustLock && <p role="alert">{missingToLock(assessment, breasts)}</p>}
      <Actions
        mustLock={mustLock}
        completed={kept.completed}
        onLock={askToLock}
        onComplete={() => void finish()}
        onReopen={() => void complete(examId, false)}
      />
      <LockDialog
        open={locking}
        assessment={assessment}
        onClose={() => setLocking(false)}
        onLock={() => void lock(examId).then(() => setLocking(false))}
      />
      <ReadingHistory events={kept.events} />
    </section>
  );
}

function stateText({ kept }: ShownReading, mode: ReadingMode): string {
  if (kept.completed) return '✓ Complete. Reopen to change it.';
  if (kept.locked) return 'Locked. Changes are recorded as revisions.';
  switch (mode) {
    case 'sequential':
      return 'AI is shown once this assessment is locked.';
    case 'unaided':
      return 'Read without AI.';
    case 'aided':
      return 'Read with AI.';
  }
}

function SaveProblem({ examId, reading }: { readonly examId: string; readonly reading: ShownReading }) {
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

interface ActionsProps {
  readonly mustLock: boolean;
  readonly completed: boolean;
  readonly onLock: () => void;
  readonly onComplete: () => void;
  readonly onReopen: () => void;
}

function Actions({ mustLock, completed, onLock, onComplete, onReopen }: ActionsProps) {
  const [key] = useKeysOf('case.complete');
  return (
    <p className={styles.actions}>
      {completed && (
        <button type="button" onClick={onReopen}>
          Reopen
        </button>
      )}
      {!completed && mustLock && (
        <button type="button" className={styles.main} onClick={onLock}>
          Lock assessment{key && <kbd>{key}</kbd>}
        </button>
      )}
      {!completed && !mustLock && (
        <button type="button" className={styles.main} onClick={onComplete}>
          Complete exam{key && <kbd>{key}</kbd>}
        </button>
      )}
    </p>
  );
}
