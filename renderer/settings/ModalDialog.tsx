import { useEffect, useId, useRef, type ReactNode } from 'react';
import { focusImages } from '../reading/focusImages.ts';
import styles from './ModalDialog.module.css';

interface ModalDialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly onClose: () => void;
  /** Beside the title. */
  readonly tools?: ReactNode;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A native modal dialog; its contents exist only while it is open. */
export function ModalDialog({ open, ...contents }: ModalDialogProps) {
  return open ? <OpenDialog {...contents} /> : null;
}

function OpenDialog({ title, onClose, tools, wide = false, children }: Omit<ModalDialogProps, 'open'>) {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const opened = dialog.current;
    const before = document.activeElement;
    opened?.showModal();
    // The title first: a key pressed twice shall not press a button, nor type into a field.
    heading.current?.focus();
    return () => {
      opened?.close();
      // On to the images, where there are any: keys work at once.
      if (!focusImages() && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={wide ? `${styles.dialog} ${styles.wide}` : styles.dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className={styles.header}>
        <h2 id={titleId} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {tools}
        <button type="button" onClick={onClose}>
          Close
        </button>
      </header>
      <div className={styles.body}>{children}</div>
    </dialog>
  );
}
