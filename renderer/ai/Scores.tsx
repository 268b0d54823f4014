import { useId, type CSSProperties } from 'react';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import panel from './AiPanel.module.css';
import { operatingThreshold } from './operatingPoint.ts';
import styles from './Scores.module.css';
import {
  architectureNames,
  probabilityText,
  provenance,
  scoreGroups,
  scoreNames,
  shortProbability,
  trainedOn,
  untrainedNotice,
  type ScoreBlock,
  type ScoreKind,
  type ScoreRow,
} from './scores.ts';
import { useAi } from './store.ts';

/** Probabilities per breast, view and exam: of each architecture the mean of its networks first, then each of them. */
export function Scores({ exam }: { readonly exam: ShownExam }) {
  const groups = scoreGroups(exam);
  if (groups.length === 0) {
    return (
      <p className={panel.quiet}>No score for the exam: none of its views is a CC or MLO of a known side</p>
    );
  }
  const untrained = groups.every(({ first, others }) => [first, ...others].every((block) => block.untrained));
  return (
    <section className={panel.section} aria-label="Probabilities">
      {untrained && <p className={panel.notice}>{untrainedNotice}</p>}
      {groups.map(({ architecture, first, others }) => (
        <div key={architecture}>
          <Block exam={exam} block={first} allUntrained={untrained} />
          {others.length > 0 && (
            <details className={styles.others}>
              <summary>
                {others.length === 1 ? '1 more network' : `Each of ${others.length} networks`}
              </summary>
              {others.map((block) => (
                <Block key={block.key} exam={exam} block={block} allUntrained={untrained} />
              ))}
            </details>
          )}
        </div>
      ))}
    </section>
  );
}

interface BlockProps {
  readonly exam: ShownExam;
  readonly block: ScoreBlock;
  /** It is said once above. */
  readonly allUntrained: boolean;
}

function Block({ exam, block, allUntrained }: BlockProps) {
  const thresholds = useAi(({ choices }) => choices.thresholds);
  const whose = useId();
  const lines = provenance(block, exam.images);
  // A threshold belongs to one network; there is none for a mean.
  const threshold =
    block.ensemble || block.members.length === 0 ? null : operatingThreshold(block.members[0], thresholds);
  return (
    <div className={styles.block}>
      <h3 className={styles.heading}>
        <button type="button" className={styles.name} aria-describedby={whose}>
          {architectureNames[block.architecture]}
          <span className={styles.weights}> · {block.whose}</span>
        </button>
        {block.untrained && (
          <span className={styles.untrained} title={untrainedNotice}>
            untrained
          </span>
        )}
      </h3>
      <p className={styles.trainedOn}>{trainedOn(block)}</p>
      <p className={styles.whose} id={whose} role="tooltip">
        {lines.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </p>
      {block.untrained && !allUntrained && <p className={panel.notice}>{untrainedNotice}</p>}
      <table className={styles.scores} title={lines.join('\n')}>
        <colgroup>
          <col />
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
            <th scope="col">Exam</th>
          </tr>
        </thead>
        {block.rows.map((row) => (
          <KindRows key={row.kind} row={row} threshold={row.kind === 'benign' ? null : threshold} />
        ))}
      </table>
    </div>
  );
}

const tones: Readonly<Record<ScoreKind, string>> = {
  malignant: 'var(--malignant)',
  benign: 'var(--benign)',
  mass: 'var(--contour)',
};

function KindRows({ row, threshold }: { readonly row: ScoreRow; readonly threshold: number | null }) {
  const tone = { '--tone': tones[row.kind] } as CSSProperties;
  return (
    <tbody style={tone}>
      <tr>
        <th scope="row" className={styles.kind}>
          <span className={`${styles.sign} ${styles[row.kind]}`} aria-hidden="true" />
          {scoreNames[row.kind]}
        </th>
        <Score value={row.breasts.R} threshold={threshold} />
        <Score value={row.breasts.L} threshold={threshold} />
        <Score value={row.exam} threshold={threshold} />
      </tr>
      {row.views.length > 0 && (
        <tr className={styles.view}>
          <th scope="row">{row.views.map(({ view }) => view).join(' / ')}</th>
          {(['R', 'L'] as const).map((laterality) => (
            <ViewScores key={laterality} values={row.views.map(({ breasts }) => breasts[laterality])} />
          ))}
          <td />
        </tr>
      )}
    </tbody>
  );
}

interface ScoreProps {
  readonly value: number | null;
  readonly threshold: number | null;
}

function Score({ value, threshold }: ScoreProps) {
  if (value === null) return <NoScore />;
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
      <span className={styles.bar}>
        <span style={{ width: `${value * 100}%` }} />
      </span>
    </td>
  );
}

/** One breast's views in one cell: ".87 / .81". */
function ViewScores({ values }: { readonly values: readonly (number | null)[] }) {
  if (values.every((value) => value === null)) return <NoScore />;
  return <td>{values.map((value) => (value === null ? '–' : shortProbability(value))).join(' / ')}</td>;
}

const NoScore = () => <td aria-label="no score">–</td>;
