import { type ExamRow } from '../../contract/exam.ts';
import { besideInWords } from '../../contract/beside.ts';
import { examProgress } from '../ai/progress.ts';
import { useAi } from '../ai/store.ts';
import { useApp } from '../app/store.ts';
import { useIdentity } from '../app/useIdentity.ts';
import { shortReadingText } from '../assess/readingText.ts';
import { useReadings } from '../assess/store.ts';
import { runCommand, useTip } from '../keys/useCommands.ts';
import { aiStateText } from './aiStateText.ts';
import { BarFold } from './BarFold.tsx';
import { PriorMenu } from './PriorMenu.tsx';
import { ProtocolMenu } from './ProtocolMenu.tsx';
import { StepDots } from './StepDots.tsx';
import { useReading } from './store.ts';
import { ToolMenu } from './ToolMenu.tsx';
import styles from './TopBar.module.css';

interface TopBarProps {
  readonly row: ExamRow | null;
  readonly priorId: string | null;
  readonly onPrior: (examId: string) => void;
  readonly onClose: () => void;
}

/** Who is read, where in the hanging the reader is, what the AI does. */
export function TopBar({ row, priorId, onPrior, onClose }: TopBarProps) {
  const close = useTip('case.close');
  const help = useTip('program.keys');
  return (
    <header className={styles.bar}>
      <button type="button" onClick={onClose} title={close}>
        Worklist
      </button>
      {row && <Identity row={row} />}
      <PriorMenu priorId={priorId} onPrior={onPrior} />
      {row && row.beside.length > 0 && <BesideNote beside={row.beside} />}
      <StepDots />
      <span className={styles.gap} />
      <BarFold>
        <ProtocolMenu />
        <ToolMenu />
      </BarFold>
      {row && <AiState examId={row.examId} />}
      <button type="button" onClick={() => runCommand('program.keys')} aria-label="Keys" title={help}>
        ?
      </button>
    </header>
  );
}

/** Whose exam it is. */
export function Identity({ row }: { readonly row: ExamRow }) {
  const identity = useIdentity(row);
  const age = row.ageYears === null ? '' : `${row.ageYears} y`;
  return (
    <h1 className={styles.identity} title={identity.id}>
      <span className={styles.name} title={identity.place}>
        {identity.name || identity.place || 'No name'}
      </span>{' '}
      <span className={styles.date}>
        {age} {identity.studyDate}
      </span>
    </h1>
  );
}

/** Documents that came with the images and are not shown here. */
function BesideNote({ beside }: { readonly beside: ExamRow['beside'] }) {
  const text = besideInWords(beside);
  return (
    <span className={styles.beside} title={`Beside the images, not shown: ${text}`}>
      + {text}
    </span>
  );
}

function AiState({ examId }: { readonly examId: string }) {
  const setting = useApp((state) => state.settings.readingMode);
  const reading = useReadings((state) => state.readings.get(examId)?.kept);
  const mode = shortReadingText(reading ?? { mode: null, aiSeenBefore: false }, setting);
  const shown = useAi(({ exams }) => exams[examId]);
  const exam = useReading((state) => state.exam);
  const text = shown && exam ? aiStateText(shown, examProgress(shown, exam.images)) : 'AI';
  return (
    <span className={styles.state} role="status">
      {text} <span className={styles.mode}>· {mode}</span>
    </span>
  );
}
