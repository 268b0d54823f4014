import { useApp } from '../app/store.ts';
import { currentPseudonyms } from '../app/useIdentity.ts';
import { shownIdentity } from '../app/identity.ts';
import { focusImages } from './focusImages.ts';
import { useReading } from './store.ts';
import styles from './TopBar.module.css';

interface PriorMenuProps {
  /** Null: the first, which is the most useful one. */
  readonly priorId: string | null;
  readonly onPrior: (examId: string) => void;
}

/** Which exam of the patient is compared with. */
export function PriorMenu({ priorId, onPrior }: PriorMenuProps) {
  const priors = useReading((state) => state.exam?.priors);
  const exams = useApp((state) => state.exams);
  const hidden = useApp((state) => state.settings.deidentified);
  if (!priors) return null;
  if (priors.length === 0) return <span className={`${styles.further} ${styles.quiet}`}>no prior</span>;
  const pseudonyms = currentPseudonyms(exams, hidden);
  return (
    <label className={styles.further}>
      prior{' '}
      <select
        value={priorId ?? priors[0].row.examId}
        onChange={({ target }) => {
          onPrior(target.value);
          focusImages();
        }}
      >
        {priors
          .toSorted((one, other) => other.row.studyDate.localeCompare(one.row.studyDate))
          .map(({ row }) => (
            <option key={row.examId} value={row.examId}>
              {shownIdentity(row, pseudonyms).studyDate || 'no date'}
            </option>
          ))}
      </select>
    </label>
  );
}
