import { useMemo, useRef, type ReactNode } from 'react';
import { cancelIndexing, cancelUpload, useOpening } from '../app/opening/store.ts';
import { readableBytes } from '../app/opening/upload.ts';
import { shownFolder } from '../app/identity.ts';
import { useApp } from '../app/store.ts';
import { call } from '../host/client.ts';
import { analysisProgress, updateBatch, type Batch } from './analysisProgress.ts';
import styles from './StatusBar.module.css';
import { deviceName } from '../app/deviceName.ts';

const number = new Intl.NumberFormat('en');

/** What is going on, what went wrong, and what the networks run on. */
export function StatusBar({ onProblems }: { readonly onProblems: () => void }) {
  const problems = useApp((state) => state.problems.length);
  const device = useApp((state) => state.device);
  return (
    <footer className={styles.bar}>
      <Upload />
      <Indexing />
      <Analysis />
      <span className={styles.space} />
      {problems > 0 && (
        <button type="button" onClick={onProblems}>
          {number.format(problems)} {problems === 1 ? 'problem' : 'problems'}
        </button>
      )}
      <span title={device?.description ?? ''}>AI on {device === null ? '…' : deviceName(device.device)}</span>
      <span>For research use only</span>
    </footer>
  );
}

interface ActivityProps {
  readonly label: string;
  readonly value?: number;
  readonly max?: number;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

function Activity({ label, value, max, onCancel, children }: ActivityProps) {
  return (
    <span className={styles.activity}>
      <progress aria-label={label} value={value} max={max} />
      <span>{children}</span>
      <button type="button" aria-label={`Cancel ${label.toLowerCase()}`} onClick={onCancel}>
        Cancel
      </button>
    </span>
  );
}

function Upload() {
  const upload = useOpening((state) => state.upload);
  const hidden = useApp((state) => state.settings.deidentified);
  if (!upload) return null;
  const { label, filesSent, files, bytesSent, bytes } = upload;
  return (
    <Activity label="Copying" value={bytesSent} max={Math.max(1, bytes)} onCancel={cancelUpload}>
      Copying {shownFolder(label, hidden)}: {number.format(filesSent)} of {number.format(files)} files,{' '}
      {readableBytes(bytesSent)} of {readableBytes(bytes)}
    </Activity>
  );
}

function Indexing() {
  const indexing = useApp((state) => state.indexing);
  const hidden = useApp((state) => state.settings.deidentified);
  if (indexing?.state !== 'running') return null;
  const { label, filesSeen, imagesFound, problems } = indexing;
  return (
    <Activity label="Indexing" onCancel={() => void cancelIndexing()}>
      Indexing {shownFolder(label, hidden)}: {number.format(filesSeen)} files, {number.format(imagesFound)}{' '}
      images
      {problems > 0 && `, ${number.format(problems)} ${problems === 1 ? 'problem' : 'problems'}`}
    </Activity>
  );
}

function Analysis() {
  const exams = useApp((state) => state.exams);
  const notify = useApp((state) => state.notify);
  const batch = useRef<Batch>(new Set());
  const progress = useMemo(() => {
    batch.current = updateBatch(batch.current, exams);
    return analysisProgress(batch.current, exams);
  }, [exams]);
  if (!progress) return null;
  const { done, total, examsLeft } = progress;
  const cancel = async () => {
    const cancelled = await call('cancelAnalysis', { examId: null });
    if (!cancelled.ok) notify({ level: 'error', message: cancelled.problem.message });
  };
  return (
    <Activity label="Analysis" value={done} max={Math.max(1, total)} onCancel={() => void cancel()}>
      Analysing: {number.format(done)} of {number.format(total)} images, {number.format(examsLeft)}{' '}
      {examsLeft === 1 ? 'exam' : 'exams'} left
    </Activity>
  );
}
