import type { ReadingMode } from '../../contract/reading.ts';
import type { Settings } from '../../contract/settings.ts';
import { useApp } from '../app/store.ts';
import { useCommands, useKeysOf } from '../keys/useCommands.ts';
import { Calibration } from './Calibration.tsx';
import { ModalDialog } from './ModalDialog.tsx';
import { ProtocolSettings } from './ProtocolSettings.tsx';
import styles from './SettingsDialog.module.css';
import { deviceName } from '../app/deviceName.ts';

interface SettingsDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly settings: Settings;
  readonly onChange: (patch: Partial<Settings>) => void;
}

/** What the user chooses once and keeps; every change holds at once. */
export function SettingsDialog({ open, ...contents }: SettingsDialogProps) {
  return (
    <ModalDialog open={open} title="Settings" onClose={contents.onClose}>
      <Sections {...contents} />
    </ModalDialog>
  );
}

function Sections({ onClose, settings, onChange }: Omit<SettingsDialogProps, 'open'>) {
  useCommands({ 'program.settings': onClose }, 'dialog');
  return (
    <>
      <ReadingModes mode={settings.readingMode} onChange={(readingMode) => onChange({ readingMode })} />
      <Analysis on={settings.analyseOnOpen} onChange={(analyseOnOpen) => onChange({ analyseOnOpen })} />
      <Identities on={settings.deidentified} onChange={(deidentified) => onChange({ deidentified })} />
      <Calibration
        pixelsPerMm={settings.screenPixelsPerMm}
        onChange={(screenPixelsPerMm) => onChange({ screenPixelsPerMm })}
      />
      <ProtocolSettings settings={settings} onChange={onChange} />
    </>
  );
}

const modes: readonly { readonly mode: ReadingMode; readonly title: string; readonly means: string }[] = [
  {
    mode: 'aided',
    title: 'AI on',
    means: 'Marks and scores are there as soon as an image is analysed, also in the worklist.',
  },
  {
    mode: 'sequential',
    title: 'AI after the unaided read',
    means: 'Marks and scores appear when you have locked your assessment of the exam. The order is recorded.',
  },
  {
    mode: 'unaided',
    title: 'AI off',
    means: 'Marks and scores are never shown, not in the worklist either.',
  },
];

interface ReadingModesProps {
  readonly mode: ReadingMode;
  readonly onChange: (mode: ReadingMode) => void;
}

function ReadingModes({ mode: chosen, onChange }: ReadingModesProps) {
  return (
    <fieldset className={styles.section}>
      <legend>Reading</legend>
      {modes.map(({ mode, title, means }) => (
        <label key={mode} className={styles.choice}>
          <input type="radio" name="readingMode" checked={mode === chosen} onChange={() => onChange(mode)} />
          <span>
            {title}
            <small>{means}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface SwitchProps {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

function Analysis({ on, onChange }: SwitchProps) {
  const device = useApp((state) => state.device);
  return (
    <fieldset className={styles.section}>
      <legend>Analysis</legend>
      <label className={styles.choice}>
        <input type="checkbox" checked={on} onChange={({ target }) => onChange(target.checked)} />
        <span>
          Analyse an exam when it is opened
          <small>
            Otherwise when you ask for it, in the exam or for the worklist. Nothing leaves this computer.
          </small>
        </span>
      </label>
      <p>
        Networks run on:{' '}
        {device === null
          ? 'being found out'
          : [deviceName(device.device), device.description].filter(Boolean).join(', ')}
      </p>
    </fieldset>
  );
}

function Identities({ on, onChange }: SwitchProps) {
  const [key] = useKeysOf('display.deidentify');
  return (
    <fieldset className={styles.section}>
      <legend>Identities</legend>
      <label className={styles.choice}>
        <input type="checkbox" checked={on} onChange={({ target }) => onChange(target.checked)} />
        <span>
          Hide names and identifiers
          <small>
            On screen, in snapshots and summaries; for teaching.
            {key !== undefined && ` ${key} does it from everywhere.`}
          </small>
        </span>
      </label>
    </fieldset>
  );
}
