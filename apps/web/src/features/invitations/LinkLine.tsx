import type { Invite } from '@rookery/protocol';
import { Button } from '../../design/Button.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { PersonName } from '../../people/PersonName.tsx';
import { linkAddress } from './link-address.ts';
import { roleWords } from './role-words.ts';
import styles from './Links.module.css';

type Props = { readonly invite: Invite; readonly onCopy: () => void; readonly onEnd: () => void };

/** One link: its address, who made it, how often it was used, and until when it counts. */
export const LinkLine = ({ invite: { url, by, used, uses, expiresAt, role }, onCopy, onEnd }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const address = linkAddress(url);
  return (
    <li className={styles.line}>
      <span>
        <code>{address.replace(/^https?:\/\//, '')}</code>
        <small>
          {uses === null ? text('link.used', { used }) : text('link.usedOf', { used, uses })}
          {role !== undefined && ` · ${text(roleWords[role])}`}
        </small>
        <small>
          {text('link.until', { until: dateAndTime(expiresAt, locale) })} · <PersonName person={by} />
        </small>
      </span>
      <IconButton icon="copy" label={text('link.copy')} onClick={onCopy} />
      <Button
        onClick={(event) => {
          // The line goes, and the focus with it.
          event.currentTarget.closest('section')?.querySelector('h3')?.focus();
          onEnd();
        }}
      >
        {text('link.end')}
      </Button>
    </li>
  );
};
