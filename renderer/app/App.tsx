import { lazy, Suspense, useEffect, useState } from 'react';
import { KeySheet } from '../keys/KeySheet.tsx';
import { isCommandId, runCommand, useCommands } from '../keys/useCommands.ts';
import { SecondWindow } from '../secondWindow/SecondWindow.tsx';
import { SettingsDialog } from '../settings/SettingsDialog.tsx';
import { neighbours } from '../worklist/lines.ts';
import { useWorklist } from '../worklist/store.ts';
import { WorklistScreen } from '../worklist/WorklistScreen.tsx';
import { DropZone } from './DropZone.tsx';
import { Notices } from './Notices.tsx';
import { OpenInputs } from './OpenInputs.tsx';
import { ScreenBoundary } from './ScreenBoundary.tsx';
import { onNativeCommand, useApp } from './store.ts';

// Fetched once the worklist stands: the list must not wait for the viewport's code.
const loadReadingScreen = () => import('../reading/ReadingScreen.tsx');
const ReadingScreen = lazy(async () => ({ default: (await loadReadingScreen()).ReadingScreen }));

onNativeCommand((command) => {
  if (isCommandId(command)) runCommand(command);
});

export function App() {
  const start = useApp((state) => state.start);
  const known = useApp((state) => state.appState !== null && state.listed);
  const openExamId = useApp((state) => state.openExamId);
  useEffect(() => start(), [start]);
  useEffect(() => {
    if (!known) return;
    // Fails where the program has just gone: that is told by the events' end, and by the screen when it is opened.
    loadReadingScreen().catch(() => undefined);
  }, [known]);
  return (
    <>
      {/* Black until there is something to show: no frame that is taken back. */}
      <ScreenBoundary>
        {known && (openExamId === null ? <WorklistScreen /> : <Reading examId={openExamId} />)}
      </ScreenBoundary>
      {known && <ProgramDialogs />}
      {known && <SecondWindow waits={openExamId === null} />}
      {known && <OpenInputs />}
      {known && <DropZone />}
      <Notices />
    </>
  );
}

function Reading({ examId }: { readonly examId: string }) {
  const exams = useApp((state) => state.exams);
  const showExam = useApp((state) => state.showExam);
  const notify = useApp((state) => state.notify);
  const readingOrder = useWorklist((state) => state.readingOrder);
  const openExam = useWorklist((state) => state.openExam);
  const readExam = useWorklist((state) => state.readExam);
  const listed = exams.has(examId);
  const ordered = readingOrder.includes(examId);
  useEffect(() => {
    // Opened from outside the worklist.
    if (listed && !ordered) openExam(examId);
  }, [examId, listed, ordered, openExam]);
  const { previous, next } = neighbours(readingOrder, examId, exams);
  const go = (to: string | null, end: string) =>
    to === null ? notify({ level: 'info', message: end }) : readExam(to);
  return (
    <Suspense fallback={null}>
      <ReadingScreen
        examId={examId}
        nextExamId={next}
        onClose={() => showExam(null)}
        onNext={() => go(next, 'This is the last exam of the list.')}
        onPrevious={() => go(previous, 'This is the first exam of the list.')}
      />
    </Suspense>
  );
}

/** What is there on every screen: keys, settings, hidden identities. */
function ProgramDialogs() {
  const [open, setOpen] = useState<'keys' | 'settings' | null>(null);
  const settings = useApp((state) => state.settings);
  const saveSettings = useApp((state) => state.saveSettings);
  const close = () => setOpen(null);
  useCommands({
    'program.keys': () => setOpen('keys'),
    'program.settings': () => setOpen('settings'),
    'display.deidentify': () => saveSettings({ deidentified: !settings.deidentified }),
  });
  return (
    <>
      <KeySheet
        open={open === 'keys'}
        onClose={close}
        keys={settings.keys}
        onChange={(keys) => saveSettings({ keys })}
      />
      <SettingsDialog
        open={open === 'settings'}
        onClose={close}
        settings={settings}
        onChange={saveSettings}
      />
    </>
  );
}
