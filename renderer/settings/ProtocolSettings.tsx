import { useRef, useState } from 'react';
import { protocolLimits } from '../../contract/settings.ts';
import type { SavedProtocol, Settings } from '../../contract/settings.ts';
import { saveFile } from '../exports/saveFile.ts';
import { parseProtocol } from '../hanging/parseProtocol.ts';
import { removeProtocol, saveProtocol, useProtocols, useSavedProtocols } from './savedProtocols.ts';
import { chosenProtocolName, withViewChoice } from './viewChoices.ts';
import styles from './SettingsDialog.module.css';

interface ProtocolSettingsProps {
  readonly settings: Settings;
  readonly onChange: (patch: Partial<Settings>) => void;
}

/** What is said below the list: an outcome, or whether a saved protocol shall give way. */
type Saying =
  | { readonly type: 'outcome'; readonly message: string }
  | { readonly type: 'replace'; readonly protocol: SavedProtocol };

/** Hanging protocols: which one is used, and the user's own. */
export function ProtocolSettings({ settings, onChange }: ProtocolSettingsProps) {
  const saved = useSavedProtocols((state) => state.saved);
  const [saying, setSaying] = useState<Saying | null>(null);
  const say = (message: string) => setSaying({ type: 'outcome', message });
  const choose = (name: string | undefined) =>
    onChange({ view: withViewChoice(settings, 'hangingProtocol', name) });

  const keep = async (protocol: SavedProtocol) => {
    const problem = await saveProtocol(protocol);
    say(problem?.message ?? `“${protocol.name}” is saved.`);
  };
  const take = async (file: File) => {
    const read = await readProtocol(file);
    if (typeof read === 'string') return say(read);
    if (saved.some(({ name }) => name === read.name)) setSaying({ type: 'replace', protocol: read });
    else await keep(read);
  };
  const drop = async (name: string) => {
    const problem = await removeProtocol(name);
    if (problem === null && chosenProtocolName(settings) === name) choose(undefined);
    say(problem?.message ?? `“${name}” is removed.`);
  };
  return (
    <fieldset className={styles.section}>
      <legend>Hanging</legend>
      <ProtocolChoice chosen={chosenProtocolName(settings)} onChoose={choose} />
      {saved.length > 0 && (
        <ul className={styles.protocols}>
          {saved.map(({ name }) => (
            <li key={name}>
              <span>{name}</span>
              <button type="button" aria-label={`Remove ${name}`} onClick={() => void drop(name)}>
                Remove
              </button>
            </li>
          ))}
        </ul>
      )}
      <FileButton onFile={(file) => void take(file)} />
      <p role="status" className={styles.outcome}>
        {saying?.type === 'outcome' && saying.message}
        {saying?.type === 'replace' && (
          <>
            A protocol named “{saying.protocol.name}” is saved already.
            <button type="button" autoFocus onClick={() => void keep(saying.protocol)}>
              Replace it
            </button>
            <button type="button" onClick={() => setSaying(null)}>
              Keep it
            </button>
          </>
        )}
      </p>
    </fieldset>
  );
}

interface ProtocolChoiceProps {
  readonly chosen: string | null;
  readonly onChoose: (name: string | undefined) => void;
}

function ProtocolChoice({ chosen, onChoose }: ProtocolChoiceProps) {
  const protocols = useProtocols() ?? [];
  const protocol = protocols.findLast(({ name }) => name === chosen);
  const asFile = () => {
    if (!protocol) return;
    const json = `${JSON.stringify(protocol, null, 2)}\n`;
    saveFile(new Blob([json], { type: 'application/json' }), `${protocol.name}.json`);
  };
  return (
    <>
      <div className={styles.line}>
        <label>
          Protocol{' '}
          <select value={chosen ?? ''} onChange={({ target }) => onChoose(target.value || undefined)}>
            <option value="">Usual hanging</option>
            {protocols.map(({ name }) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" disabled={!protocol} onClick={asFile}>
          Save as file
        </button>
      </div>
      <p>
        {protocol?.description ??
          'What suits the exam: screening with priors, or one breast where there is only one.'}
      </p>
    </>
  );
}

function FileButton({ onFile }: { readonly onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={styles.line}>
      <button type="button" onClick={() => input.current?.click()}>
        Add from a file
      </button>
      <span className={styles.quiet}>Save one as a file, change it in a text editor, and add it.</span>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="Hanging protocol file"
        onChange={({ target }) => {
          const file = target.files?.[0];
          // The same file may be chosen again once it was corrected.
          target.value = '';
          if (file) onFile(file);
        }}
      />
    </div>
  );
}

/** The protocol in a file, or what is wrong with it. */
async function readProtocol(file: File): Promise<SavedProtocol | string> {
  if (file.size > protocolLimits.json) {
    return `The file is larger than ${protocolLimits.json / 1024} KiB: it is no hanging protocol.`;
  }
  const json = await file.text().catch(() => null);
  if (json === null) return 'The file cannot be read; it may have been moved or changed.';
  const parsed = parseProtocol(json);
  return parsed.ok ? { name: parsed.value.name, json } : parsed.problem.message;
}
