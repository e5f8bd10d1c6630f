import type { Forwarded } from '@rookery/protocol';
import { Link } from 'wouter';
import { Icon } from '../../design/Icon.tsx';
import { absoluteTime, listTime } from '../../lib/dates.ts';
import { messagePath } from '../../lib/message-path.ts';
import { nameOf } from '../../lib/name-of.ts';
import { useToday } from '../../lib/today.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useSomebody } from '../../sdk/use-somebody.ts';
import styles from './ForwardedFrom.module.css';

type Props = { readonly forwarded: Forwarded };

/** Who had said it, when, and the way there where all may know it. */
export const ForwardedFrom = ({ forwarded: { user, at, conversation, seq } }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const today = useToday();
  const author = useSomebody(user);
  return (
    <p className={styles.from}>
      <Icon name="forward" size={14} />
      <span>{text('forward.from', { name: author ? nameOf(text, author) : '…' })}</span>
      <time dateTime={new Date(at).toISOString()} data-tip={absoluteTime(at, locale)}>
        {listTime(at, Math.max(today, at), locale)}
      </time>
      {conversation !== undefined && seq !== undefined && (
        <Link href={messagePath({ conversation, seq })}>{text('forward.show')}</Link>
      )}
    </p>
  );
};
