import { Component, type ReactNode } from 'react';
import styles from './ReadingScreen.module.css';

interface ImagesBoundaryProps {
  readonly children: ReactNode;
}

/** Should drawing fail by a bug, the images can be drawn anew; the assessment beside them is not touched. */
export class ImagesBoundary extends Component<ImagesBoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className={styles.problem} role="alert">
        <p>The images could not be drawn. Nothing that you assessed or measured is lost.</p>
        <button type="button" onClick={() => this.setState({ failed: false })}>
          Draw them again
        </button>
      </div>
    );
  }
}
