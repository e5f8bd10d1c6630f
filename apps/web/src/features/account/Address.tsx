import { useCallback, useEffect, useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { Skeleton } from '../../design/Skeleton.tsx';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import { useMe } from '../../sdk/use-session.ts';
import { useWaysIn } from '../../sdk/use-ways-in.ts';
import { AccountForm } from '../../shell/AccountForm.tsx';
import styles from './AccountSettings.module.css';

/** The reader's address of mail: a link is sent there, and it is hers when she opens that. Nothing where the server sends no mail. */
export const Address = () => {
  const text = useText();
  const { account } = useClient();
  const { username } = useMe();
  const { mail } = useWaysIn();
  const [address, setAddress] = useState<string | null>();
  const [failure, setFailure] = useState<string>();
  const [sentTo, setSentTo] = useState<string>();
  const load = useCallback(
    () =>
      account.address().then(
        (found) => {
          setAddress(found);
          setFailure(undefined);
        },
        (thrown: unknown) => setFailure(thrownText(text, thrown)),
      ),
    [account, text],
  );
  useEffect(() => {
    if (mail) void load();
  }, [mail, load]);
  if (!mail) return null;
  const isLoading = address === undefined && !failure;
  return (
    <section className={styles.part} aria-labelledby="account-address" aria-busy={isLoading}>
      <h3 id="account-address">{text('address.title')}</h3>
      {failure && (
        <p role="alert">
          {failure} <Button onClick={() => void load()}>{text('account.again')}</Button>
        </p>
      )}
      {isLoading && <Skeleton width="60%" />}
      {address !== undefined && <p>{address === null ? text('address.none') : text('address.now', { address })}</p>}
      {sentTo !== undefined && <p role="status">{text('address.sent', { address: sentTo })}</p>}
      <AccountForm
        key={sentTo}
        asks={['address', 'current']}
        isPart
        name={username}
        yes={text('address.change')}
        ownWords={{ rate_limited: text('address.again') }}
        act={(fields) => account.changeAddress(fields.current, fields.address).then(() => setSentTo(fields.address))}
      />
    </section>
  );
};
