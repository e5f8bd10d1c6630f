import { TimelineSkeleton } from '../../features/timeline/TimelineSkeleton.tsx';
import styles from './ConversationPane.module.css';

/** Until it is known what is here: rows of the right size, after a moment. */
export const WaitingPane = () => (
  <main className={styles.waiting} id="main" tabIndex={-1} aria-busy="true">
    <TimelineSkeleton />
  </main>
);
