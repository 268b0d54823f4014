import { notValidatedNotice, notValidatedReason } from '../../contract/validation.ts';
import styles from './NotValidated.module.css';

/** Beside a score of weights that have seen phantoms only, on an image that is none. */
export const NotValidatedSign = () => (
  <span className={styles.sign} role="img" aria-label={notValidatedNotice} title={notValidatedNotice}>
    !
  </span>
);

/** Over everything that is shown of such weights. */
export const NotValidatedBanner = () => (
  <p className={styles.banner} role="note" data-not-validated>
    <b>! {notValidatedNotice}.</b> {notValidatedReason}
  </p>
);
