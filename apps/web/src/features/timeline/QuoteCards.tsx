import { authorOf } from '@rookery/client';
import { Link } from 'wouter';
import { Icon } from '../../design/Icon.tsx';
import { thumbImage } from '../../files/thumb-image.ts';
import { dateAndTime } from '../../lib/date-and-time.ts';
import type { LinkedMessage } from '../../lib/linked-messages.ts';
import { messageLine } from '../../lib/plain-line.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { PersonName } from '../../people/PersonName.tsx';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useIsBlocked } from '../../sdk/use-settings.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import { useLinkedMessage } from './linked-messages.ts';
import styles from './QuoteCards.module.css';

/** The messages to which another one links, as the reader herself may read them now. */
export const QuoteCards = ({ linked }: { readonly linked: readonly LinkedMessage[] }) => {
  const text = useText();
  return (
    <div className={styles.cards} role="group" aria-label={text('quote.title')}>
      {linked.map((one) => (
        <Card key={one.path} linked={one} />
      ))}
    </div>
  );
};

const Card = ({ linked }: { readonly linked: LinkedMessage }) => {
  const text = useText();
  const locale = useFormatLocale();
  const titleOf = useTitleOf();
  const { entries } = useInbox();
  const found = useLinkedMessage(linked);
  const message = typeof found === 'object' ? found : undefined;
  const isBlocked = useIsBlocked(message?.user.id);
  const entry = entries.find(({ conversation }) => conversation === message?.conversation);
  // Taken since it was read, or before.
  const isGone = found === 'gone' || (message !== undefined && entry !== undefined && message.seq < entry.head.first);
  if (!message || isGone || message.content === undefined)
    return (
      <p className={styles.none} aria-busy={found === undefined}>
        {found === 'hidden' ? (
          <>
            <Icon name="lock" size={16} />
            {text('quote.hidden')}
          </>
        ) : found === undefined ? (
          ''
        ) : (
          text(isGone ? 'message.notKept' : message ? 'message.deleted' : 'quote.failed')
        )}
      </p>
    );
  const where = message.room !== undefined ? `# ${message.room}` : entry && titleOf(entry);
  const picture = message.files?.find(({ type }) => type.startsWith('image/'));
  return (
    <Link className={styles.card} href={linked.path}>
      <span className={styles.words}>
        <span className={styles.who}>
          <strong>
            <PersonName person={authorOf(message)} />
          </strong>
          {where !== undefined && <bdi>{where}</bdi>}
          <time dateTime={new Date(message.at).toISOString()}>{dateAndTime(message.at, locale)}</time>
        </span>
        <span className={styles.text} dir="auto">
          {isBlocked ? text('block.folded') : messageLine(message)}
        </span>
      </span>
      {picture && !isBlocked && (
        <span className={styles.picture} style={{ backgroundImage: thumbImage(picture.thumb) }} aria-hidden="true" />
      )}
    </Link>
  );
};
