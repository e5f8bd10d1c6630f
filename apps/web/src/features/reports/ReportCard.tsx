import { asConversationId, can, isRoomId, type Report, type Right } from '@rookery/protocol';
import { useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../../design/Button.tsx';
import { dateAndTime } from '../../lib/date-and-time.ts';
import { messagePath, threadParent } from '../../lib/message-path.ts';
import { nameOf } from '../../lib/name-of.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { PersonName } from '../../people/PersonName.tsx';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useInbox } from '../../sdk/use-inbox.ts';
import { confirm } from '../../shell/confirm.ts';
import styles from './ReportList.module.css';

const dayMs = 24 * 3_600_000;

type Props = {
  readonly report: Report;
  readonly showsRoom: boolean;
  readonly onShow?: (() => void) | undefined;
  /** Says what was done, and takes it off the list. */
  readonly close: (action: string) => Promise<void>;
};

/** One report: what was said, by whom, why that was reported, and what the reader may do about it. */
export const ReportCard = ({ report, showsRoom, onShow, close }: Props) => {
  const text = useText();
  const locale = useFormatLocale();
  const client = useClient();
  const { conversation, seq, room, reason, by, at, message } = report;
  const author = nameOf(text, message.user);
  const parent = threadParent(conversation);
  // Where it is moderated.
  const place = asConversationId(parent ?? conversation);
  const entry = useInbox().entries.find((one) => one.conversation === place);
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const mayIn = (right: Right) => entry !== undefined && isRoomId(place) && can(entry, right);

  /** What is done first, and then said of it. Somebody else may have closed it meanwhile. */
  const act = (action: string, first?: () => Promise<unknown>) => async () => {
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await first?.();
      await close(action);
    } catch (thrown) {
      setFailure(thrown);
      setBusy(false);
    }
  };

  return (
    <article className={styles.report} aria-label={text('report.of', { name: author })}>
      <p className={styles.meta}>
        <PersonName person={message.user} />
        {' · '}
        {dateAndTime(message.at, locale)}
        {showsRoom && ` · ${room ?? text('report.direct')}`}
        {parent !== undefined && ` · ${text('report.inThread')}`}
      </p>
      <p className={styles.said} dir="auto" tabIndex={0}>
        {message.content || text('files.title')}
      </p>
      <p className={styles.reason} dir="auto">
        <strong>{text('report.by', { name: nameOf(text, by), at: dateAndTime(at, locale) })}</strong> {reason}
      </p>
      {failure !== undefined && <p role="alert">{thrownText(text, failure, { not_found: text('report.already') })}</p>}
      <div className={styles.acts} aria-busy={busy}>
        {mayIn('delete_any') && (
          <Button onClick={() => void act('deleted', () => client.delete(conversation, seq))()}>
            {text('message.delete')}
          </Button>
        )}
        {isRoomId(place) && mayIn('mute') && (
          <Button
            onClick={() => void act('muted', () => client.mute(place, message.user.id, Date.now() + dayMs, reason))()}
          >
            {text('members.muteDay')}
          </Button>
        )}
        {isRoomId(place) && mayIn('ban') && (
          <Button
            onClick={() =>
              confirm.open({
                title: text('members.banTitle', { name: author }),
                words: text('members.banWords', { room: entry?.room?.name ?? '' }),
                yes: text('members.banNow'),
                onYes: () => void act('banned', () => client.ban(place, message.user.id, { reason }))(),
              })
            }
          >
            {text('members.ban')}
          </Button>
        )}
        <Button look="quiet" onClick={() => void act('dismissed')()}>
          {text('report.dismiss')}
        </Button>
        {entry && (
          <Link href={messagePath({ conversation, seq })} onClick={onShow}>
            {text('report.show')}
          </Link>
        )}
      </div>
    </article>
  );
};
