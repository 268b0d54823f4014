import type { CSSProperties } from 'react';
import type { ExamScore } from '../../contract/scores.ts';
import { notValidatedNotice, notValidatedReason } from '../../contract/validation.ts';
import { probabilityText, scoreNames, untrainedNotice } from '../ai/scores.ts';
import styles from './ScoreCell.module.css';

/** One score of an exam, as the AI panel has it. */
export function ScoreCell({ score }: { readonly score: ExamScore | null }) {
  if (score === null) return <div role="gridcell" />;
  const { kind, value } = score;
  if (value === null) {
    return (
      <div role="gridcell" className={styles.cell} title="None of its views is a CC or MLO of a known side">
        –
      </div>
    );
  }
  const mark = markOf(score);
  return (
    <div
      role="gridcell"
      className={`${styles.cell} ${styles[kind]}`}
      title={whatItIs(score).join('\n')}
      data-score={value}
    >
      <span
        className={styles.bar}
        style={{ '--value': `${value * 100}%` } as CSSProperties}
        aria-hidden="true"
      />
      <span className={mark === null ? undefined : styles.doubtful}>{probabilityText(value)}</span>
      {mark !== null && (
        <span className={styles.mark}>
          <span aria-hidden="true">!</span>
          <span className={styles.hidden}>{mark}</span>
        </span>
      )}
    </div>
  );
}

const oneFrameNotice = 'Of one frame of tomosynthesis, the middle one';

function markOf({ untrained, notValidatedOnPatients, ofOneFrame }: ExamScore): string | null {
  if (untrained) return untrainedNotice;
  if (notValidatedOnPatients) return notValidatedNotice;
  return ofOneFrame ? oneFrameNotice : null;
}

function whatItIs({
  kind,
  whose,
  untrained,
  notValidatedOnPatients,
  ofOneFrame,
}: ExamScore): readonly string[] {
  return [
    `${scoreNames[kind]}: the exam's score in the AI panel, of ${whose}. For research use only.`,
    ...(untrained ? [`${untrainedNotice}.`] : []),
    ...(ofOneFrame ? [`${oneFrameNotice}.`] : []),
    ...(notValidatedOnPatients ? [`${notValidatedNotice}. ${notValidatedReason}`] : []),
  ];
}
