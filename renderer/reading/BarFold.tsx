import { useRef, useState, useSyncExternalStore, type KeyboardEvent, type ReactNode } from 'react';
import { focusImages } from './focusImages.ts';
import styles from './TopBar.module.css';

/** The bar has room for everything from this width on. */
const wide = window.matchMedia('(min-width: 1680px)');

function onWideChange(changed: () => void): () => void {
  wide.addEventListener('change', changed);
  return () => wide.removeEventListener('change', changed);
}

/** What is seldom needed: in the bar where there is room for it, else below a button. */
export function BarFold({ children }: { readonly children: ReactNode }) {
  const isWide = useSyncExternalStore(onWideChange, () => wide.matches);
  return isWide ? children : <Folded>{children}</Folded>;
}

function Folded({ children }: { readonly children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const fold = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return;
    event.preventDefault();
    setOpen(false);
    focusImages();
  };
  return (
    <div
      ref={fold}
      className={styles.fold}
      onKeyDown={onKeyDown}
      onBlur={({ relatedTarget }) => {
        if (!fold.current?.contains(relatedTarget)) setOpen(false);
      }}
    >
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        More <span aria-hidden="true">▾</span>
      </button>
      {open && (
        // Pressing between the controls is not leaving them.
        <div className={styles.folded} tabIndex={-1} role="group" aria-label="More controls">
          {children}
        </div>
      )}
    </div>
  );
}
