import { showsNotValidated } from '../../contract/validation.ts';
import { useTip, useKeysOf } from '../keys/useCommands.ts';
import { NotValidatedSign } from './NotValidated.tsx';
import { colourProperties } from './palette.ts';
import styles from './PanelRail.module.css';
import { scoreGroups, scoreNames, shortProbability } from './scores.ts';
import { useAi } from './store.ts';

interface PanelRailProps {
  readonly examId: string;
  readonly onOpen: () => void;
}

/** What is left of the panel where there is no room for it: each breast's scores, and the way to the rest. */
export function PanelRail({ examId, onOpen }: PanelRailProps) {
  const exam = useAi(({ exams }) => exams[examId]);
  const [key] = useKeysOf('ai.panel');
  const tip = useTip('ai.panel', 'Scores, findings and assessment');
  const rows =
    exam === undefined || exam.withheld ? [] : scoreGroups(exam).flatMap(({ first }) => first.rows);
  return (
    <button
      type="button"
      className={styles.rail}
      style={colourProperties}
      aria-label="Open the panel"
      aria-expanded={false}
      title={tip}
      onClick={onOpen}
    >
      <span>
        ‹ AI
        {exam !== undefined && showsNotValidated(exam) && <NotValidatedSign />}
      </span>
      {key !== undefined && <kbd>{key}</kbd>}
      {rows.map(({ kind, breasts }) => (
        <span key={kind} className={`${styles.scores} ${styles[kind]}`}>
          <span>{scoreNames[kind].slice(0, 3)}</span>
          {(['R', 'L'] as const).map((side) => {
            const value = breasts[side];
            return value !== null && <span key={side}>{`${side} ${shortProbability(value)}`}</span>;
          })}
        </span>
      ))}
    </button>
  );
}
