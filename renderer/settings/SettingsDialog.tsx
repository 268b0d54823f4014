import type { Settings } from '../../contract/settings.ts';
import { ModalDialog } from './ModalDialog.tsx';

export interface SettingsDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly settings: Settings;
  readonly onChange: (patch: Partial<Settings>) => void;
}

/** What the user chooses once and keeps. */
export function SettingsDialog({ open, onClose }: SettingsDialogProps) {
  return (
    <ModalDialog open={open} title="Settings" onClose={onClose}>
      {null}
    </ModalDialog>
  );
}
