import { basePath } from '../lib/base-path.ts';
import styles from './Face.module.css';

/** The picture of a person or a room (a file's id), over what stands for them until it is there, and where it does not come. Decoration. */
export const Face = ({ id }: { readonly id: string | undefined }) =>
  id && (
    <img
      className={styles.face}
      src={`${basePath}/api/v1/files/${id}/preview?w=480`}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      // What it covers does not show through one that is transparent.
      onLoad={(event) => (event.currentTarget.style.background = 'var(--raised)')}
    />
  );
