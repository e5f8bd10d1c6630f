import type { Invite, Room } from '@rookery/protocol';
import { useCallback } from 'react';
import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { showToast } from '../../design/toasts.ts';
import { copyText } from '../../lib/clipboard.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { usePages } from '../../sdk/use-pages.ts';
import { LinkForm, type Wished } from './LinkForm.tsx';
import { LinkLine } from './LinkLine.tsx';
import { isLocalAddress, linkAddress } from './link-address.ts';
import styles from './Links.module.css';

type Props = {
  /** Left out: the links to the server. */
  readonly room?: Room;
};

/** Makes links by which people come in, and shows those that count, which fit one page: each can be copied, and ended. */
export const Links = ({ room }: Props) => {
  const text = useText();
  const client = useClient();
  const target = room ? { room: room.id } : {};
  const roomId = room?.id;
  const read = useCallback(async () => {
    const { invites: rows } = await client.request('invite:list', roomId === undefined ? {} : { room: roomId });
    return { rows, next: null };
  }, [client, roomId]);
  const { rows: invites, failure, again, change } = usePages<Invite>(read);

  const copy = async ({ url }: Invite): Promise<void> => {
    const copied = await copyText(linkAddress(url));
    showToast(text(copied ? 'link.copied' : 'copy.failed'));
  };
  const make = async (wished: Wished): Promise<void> => {
    const { invite } = await client.request('invite:create', { ...target, ...wished });
    change((before) => [invite, ...before]);
    await copy(invite);
  };
  const end = ({ code }: Invite): void =>
    void client.request('invite:revoke', { code }).then(
      () => change((before) => before.filter((other) => other.code !== code)),
      (thrown: unknown) => {
        showToast(thrownText(text, thrown, { not_found: text('link.gone') }));
        again();
      },
    );

  return (
    <>
      <LinkForm isOfServer={room === undefined} onMake={make} />
      <section className={styles.list} aria-labelledby="links" aria-busy={!invites && failure === undefined}>
        <h3 id="links" tabIndex={-1}>
          {text('link.list')}
        </h3>
        {failure !== undefined && (
          <p role="alert">
            {thrownText(text, failure)} <Button onClick={again}>{text('account.again')}</Button>
          </p>
        )}
        {!invites && failure === undefined && <Skeleton width="60%" />}
        {invites?.some(({ url }) => isLocalAddress(linkAddress(url))) && (
          <p className={styles.lead}>{text('link.local')}</p>
        )}
        {invites?.length === 0 && <p className={styles.lead}>{text('link.none')}</p>}
        <ul>
          {invites?.map((invite) => (
            <LinkLine key={invite.code} invite={invite} onCopy={() => void copy(invite)} onEnd={() => end(invite)} />
          ))}
        </ul>
      </section>
    </>
  );
};
