import { useId, useState, type CSSProperties } from 'react';
import type { ExamImage } from '../../contract/exam.ts';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import panel from './AiPanel.module.css';
import { answeringTexts, frameTexts } from './answering.ts';
import { NotValidatedSign } from './NotValidated.tsx';
import { operatingThreshold } from './operatingPoint.ts';
import { ScoreDetails } from './ScoreDetails.tsx';
import styles from './Scores.module.css';
import {
  architectureNames,
  probabilityText,
  provenance,
  scoreGroups,
  scoreNames,
  untrainedNotice,
  viewsText,
  viewsWithout,
  type ScoreBlock,
  type ScoreKind,
  type ScoreRow,
} from './scores.ts';
import { useAi } from './store.ts';

interface ScoresProps {
  readonly exam: ShownExam;
  /** Of the exam. */
  readonly images: readonly ExamImage[];
}

/**
 * What each network says of each breast: a line per kind of probability, of several networks of one architecture their
 * mean. Whose it is, and its views, on hover and focus; each network and view in a fold.
 */
export function Scores({ exam, images }: ScoresProps) {
  const groups = scoreGroups(exam);
  const answering = answeringTexts(exam, images);
  if (groups.length === 0) {
    return (
      <p className={panel.quiet}>No score for the exam: none of its views is a CC or MLO of a known side</p>
    );
  }
  const untrained = groups
    .flatMap(({ first, others }) => [first, ...others])
    .some((block) => block.untrained);
  return (
    <section className={styles.section} aria-label="Probabilities">
      {untrained && <p className={panel.notice}>{untrainedNotice}</p>}
      <table className={styles.scores}>
        <colgroup>
          <col />
          <col />
          <col />
        </colgroup>
        <thead>
          <tr>
            <td />
            <th scope="col" abbr="Right breast">
              R
            </th>
            <th scope="col" abbr="Left breast">
              L
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.flatMap(({ first }) =>
            first.rows.map((row) => (
              <ScoreLine
                key={`${first.key} ${row.kind}`}
                exam={exam}
                images={images}
                answering={answering}
                block={first}
                row={row}
              />
            )),
          )}
        </tbody>
      </table>
      {frameTexts(exam, images).map((text) => (
        <p key={text} className={panel.quiet} data-frame-of>
          {text}
        </p>
      ))}
      <details className={styles.details}>
        <summary>Views and networks</summary>
        {answering.map((text) => (
          <p key={text} className={panel.quiet} data-answering>
            {text}
          </p>
        ))}
        {groups.flatMap(({ first, others }) =>
          [first, ...others].map((block) => <ScoreDetails key={block.key} block={block} />),
        )}
      </details>
    </section>
  );
}

const tones: Readonly<Record<ScoreKind, string>> = {
  malignant: 'var(--malignant)',
  benign: 'var(--benign)',
  mass: 'var(--contour)',
};

interface ScoreLineProps {
  readonly exam: ShownExam;
  readonly images: readonly ExamImage[];
  /** Which images answer, where that is not plain. */
  readonly answering: readonly string[];
  readonly block: ScoreBlock;
  readonly row: ScoreRow;
}

function ScoreLine({ exam, images, answering, block, row }: ScoreLineProps) {
  const thresholds = useAi(({ choices }) => choices.thresholds);
  const [asked, setAsked] = useState(false);
  const whose = useId();
  // A threshold belongs to one network; there is none for a mean, nor for what is benign.
  const threshold =
    block.ensemble || block.members.length === 0 || row.kind === 'benign'
      ? null
      : operatingThreshold(block.members[0], thresholds);
  const without = viewsWithout(row, images);
  const lines = [...viewsText(row), ...answering, ...provenance(block, exam.images)];
  return (
    <tr
      style={{ '--tone': tones[row.kind] } as CSSProperties}
      onPointerEnter={() => setAsked(true)}
      onPointerLeave={() => setAsked(false)}
    >
      <th scope="row" className={styles.kind}>
        <button
          type="button"
          className={styles.name}
          aria-describedby={whose}
          onFocus={() => setAsked(true)}
          onBlur={() => setAsked(false)}
        >
          <span className={`${styles.sign} ${styles[row.kind]}`} aria-hidden="true" />
          {scoreNames[row.kind]}
        </button>
        <span className={styles.whose} id={whose} role="tooltip" hidden={!asked}>
          <b>
            {scoreNames[row.kind]}, {architectureNames[block.architecture]}
          </b>
          {lines.map((line) => (
            <span key={line}>{line}</span>
          ))}
        </span>
      </th>
      {(['R', 'L'] as const).map((side) => (
        <Score
          key={side}
          value={row.breasts[side]}
          without={without[side]}
          threshold={threshold}
          notValidated={block.notValidated}
        />
      ))}
    </tr>
  );
}

interface ScoreProps {
  readonly value: number | null;
  /** Views of the breast that the value is not of. */
  readonly without: readonly string[];
  readonly threshold: number | null;
  readonly notValidated: boolean;
}

function Score({ value, without, threshold, notValidated }: ScoreProps) {
  if (value === null) return <td aria-label="no score">–</td>;
  return (
    <td className={styles.number} data-score={value}>
      {threshold !== null && value >= threshold && (
        <span
          className={styles.reached}
          role="img"
          aria-label="At or above the threshold"
          title="At or above the threshold"
        >
          ▲
        </span>
      )}
      {probabilityText(value)}
      {notValidated && <NotValidatedSign />}
      {without.length > 0 && <span className={styles.without}>no {without.join(', ')}</span>}
      <span className={styles.bar}>
        <span style={{ width: `${value * 100}%` }} />
      </span>
    </td>
  );
}
