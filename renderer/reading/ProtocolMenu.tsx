import { useApp } from '../app/store.ts';
import { useProtocols } from '../settings/savedProtocols.ts';
import { chosenProtocolName, withViewChoice } from '../settings/viewChoices.ts';
import { focusImages } from './focusImages.ts';
import styles from './TopBar.module.css';

/** By which protocol exams are hung. */
export function ProtocolMenu() {
  const protocols = useProtocols();
  const settings = useApp((state) => state.settings);
  if (!protocols) return null;
  return (
    <select
      aria-label="Hanging protocol"
      title="Hanging protocol"
      className={styles.quiet}
      value={chosenProtocolName(settings) ?? ''}
      onChange={({ target }) => {
        const name = target.value === '' ? undefined : target.value;
        useApp.getState().saveSettings({ view: withViewChoice(settings, 'hangingProtocol', name) });
        focusImages();
      }}
    >
      <option value="">Usual hanging</option>
      {protocols.map(({ name }) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}
