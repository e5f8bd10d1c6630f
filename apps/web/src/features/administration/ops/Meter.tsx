import styles from './Meter.module.css';

type Props = { readonly share: number };

/** How full something is. The figure stands beside it in words. */
export const Meter = ({ share }: Props) => {
  const shown = Math.min(1, Math.max(0, share));
  return (
    <svg className={styles.meter} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect width="100" height="6" rx="1" className={styles.track} />
      <rect
        width={shown === 0 ? 0 : Math.max(1, shown * 100)}
        height="6"
        rx="1"
        data-is-high={shown > 0.8 || undefined}
        className={styles.fill}
      />
    </svg>
  );
};
