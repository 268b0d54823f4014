import { useRef } from 'react';
import { useCommands } from '../keys/useCommands.ts';
import { choose, openChosen } from './opening/store.ts';

/** Opening by command, on every screen; the inputs are the browser's own dialogs, for hosts without any. */
export function OpenInputs() {
  const folder = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);
  useCommands({
    'program.openFolder': () => void choose('folder', folder.current),
    'program.openFiles': () => void choose('files', files.current),
  });
  const open = (input: HTMLInputElement) => {
    if (input.files) void openChosen(input.files);
    // So that choosing the same again is a change.
    input.value = '';
  };
  return (
    <div hidden>
      <input
        ref={(input) => {
          folder.current = input;
          if (input) input.webkitdirectory = true;
        }}
        type="file"
        multiple
        aria-label="Folder of exams"
        onChange={(event) => open(event.currentTarget)}
      />
      <input
        ref={files}
        type="file"
        multiple
        aria-label="Files of exams"
        onChange={(event) => open(event.currentTarget)}
      />
    </div>
  );
}
