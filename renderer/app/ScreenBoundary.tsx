import { Component, type ReactNode } from 'react';
import styles from './ScreenBoundary.module.css';

interface ScreenBoundaryProps {
  readonly children: ReactNode;
}

/** Should a screen fail, by a bug or for want of its code, the window is not left black: what was kept is there when it is loaded anew. */
export class ScreenBoundary extends Component<ScreenBoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <main className={styles.problem} role="alert">
        <p>
          This screen failed: a part of it could not be loaded, or the program made a mistake. What you
          assessed and measured is kept.
        </p>
        <button type="button" onClick={() => window.location.reload()}>
          Load it again
        </button>
      </main>
    );
  }
}
