import type { ExamRow, Prior } from '../../contract/exam.ts';
import { useApp } from '../app/store.ts';
import { currentPseudonyms } from '../app/useIdentity.ts';
import { shownIdentity, type Pseudonyms } from '../app/identity.ts';
import { focusImages } from './focusImages.ts';
import { useReading } from './store.ts';
import styles from './TopBar.module.css';

interface PriorMenuProps {
  /** Null: the first that is certain, which is the most useful one. */
  readonly priorId: string | null;
  readonly onPrior: (examId: string) => void;
}

const possibleTip =
  'Possible: some of what is known of the patients agrees and some does not. It is compared only where it is chosen.';

/** Which exam of the patient is compared with. Those that are only possibly hers are offered, and marked. */
export function PriorMenu({ priorId, onPrior }: PriorMenuProps) {
  const priors = useReading((state) => state.exam?.priors);
  const exams = useApp((state) => state.exams);
  const hidden = useApp((state) => state.settings.deidentified);
  if (!priors) return null;
  if (priors.length === 0) return <span className={`${styles.further} ${styles.quiet}`}>no prior</span>;
  const pseudonyms = currentPseudonyms(exams, hidden);
  const newestFirst = priors.toSorted((one, other) => other.row.studyDate.localeCompare(one.row.studyDate));
  const of = (certainty: Prior['certainty']) => newestFirst.filter((prior) => prior.certainty === certainty);
  const [certain, possible] = [of('certain'), of('possible')];
  const first = priors.find(({ certainty }) => certainty === 'certain')?.row.examId ?? '';
  const shown = priorId ?? first;
  const isPossible = possible.some(({ row }) => row.examId === shown);
  return (
    <label
      title={possible.length > 0 ? possibleTip : undefined}
      className={`${styles.further} ${isPossible ? styles.amber : ''}`}
    >
      prior{' '}
      <select
        value={shown}
        onChange={({ target }) => {
          onPrior(target.value);
          focusImages();
        }}
      >
        {certain.length === 0 && <option value="">none certain</option>}
        {certain.map(({ row }) => (
          <option key={row.examId} value={row.examId}>
            {dateOf(row, pseudonyms)}
          </option>
        ))}
        {possible.map(({ row }) => (
          <option key={row.examId} value={row.examId}>
            possible: {possibleText(row, pseudonyms)}
          </option>
        ))}
      </select>
    </label>
  );
}

const dateOf = (row: ExamRow, pseudonyms: Pseudonyms | null): string =>
  shownIdentity(row, pseudonyms).studyDate || 'no date';

/** With the name, which may be what differs. */
function possibleText(row: ExamRow, pseudonyms: Pseudonyms | null): string {
  const { name, birthDate } = shownIdentity(row, pseudonyms);
  return [dateOf(row, pseudonyms), name, birthDate && `born ${birthDate}`].filter(Boolean).join(', ');
}
