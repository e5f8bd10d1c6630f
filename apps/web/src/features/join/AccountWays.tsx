import { Suspense, useState } from 'react';
import { asClientError } from '@rookery/client';
import { useText } from '../../locales/text.ts';
import { guestName } from '../../lib/guest-name.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { AccountForm } from '../../shell/AccountForm.tsx';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { arrival } from '../../store/arrival.ts';
import styles from './JoinScreen.module.css';

/** How one comes in: by a name alone, by an account, by a new one, or as the server's first owner with the token of its link. */
export type Way = 'guest' | 'sign-in' | 'register' | 'lost' | { readonly token: string };

const CodeForm = lazyPart(async () => (await import('./CodeForm.tsx')).CodeForm);
const PasskeySignIn = lazyPart(async () => (await import('./PasskeySignIn.tsx')).PasskeySignIn);

/** A name and its password, which were right. */
type Known = { readonly username: string; readonly password: string };

type Props = {
  readonly way: Exclude<Way, 'guest' | 'lost'>;
  readonly onWay: (way: Way) => void;
  readonly takesGuests: boolean;
  /** Whether one may make an account here. */
  readonly registers: boolean;
  readonly invite: string | undefined;
  readonly onDone: () => void;
  readonly mail: boolean;
  /** Accounts are made by invitation, and the reader has come without one. */
  readonly wantsInvitation: boolean;
};

/** Coming in with an account. */
export const AccountWays = ({ way, onWay, takesGuests, registers, invite, onDone, mail, wantsInvitation }: Props) => {
  const text = useText();
  const { account, session } = useClient();
  const kept = session.get();
  const isSetup = typeof way === 'object';
  const [known, setKnown] = useState<Known>();
  // As a guest is called: what somebody typed is also how she is shown.
  const act = ({ name, password }: { readonly name: string; readonly password: string }) => {
    const { username, displayName } = guestName(name) ?? { username: name, displayName: name };
    arrival.set(invite);
    if (way === 'sign-in')
      return account.signIn(username, password).then(onDone, (thrown: unknown) => {
        if (!asClientError(thrown).needs.includes('totp')) throw thrown;
        setKnown({ username, password });
      });
    if (way === 'register') return account.register(username, password, displayName, invite).then(onDone);
    return account.setUp(way.token, username, password, displayName).then(onDone);
  };
  if (known)
    return (
      <>
        <p className={styles.lead}>{text('join.codeLead')}</p>
        <Suspense fallback={null}>
          <CodeForm
            act={(code) => account.signIn(known.username, known.password, code).then(onDone)}
            onBack={() => setKnown(undefined)}
          />
        </Suspense>
      </>
    );
  return (
    <>
      <p className={styles.lead}>
        {text(isSetup ? 'join.setup' : way === 'register' ? 'join.registerLead' : 'join.signInLead')}
      </p>
      <AccountForm
        key={isSetup ? 'setup' : way}
        asks={['name', 'password']}
        chooses={way !== 'sign-in'}
        name={isSetup && kept.state !== 'none' ? kept.user.username : undefined}
        yes={text(isSetup ? 'join.own' : way === 'register' ? 'account.make' : 'join.signIn')}
        ownWords={
          isSetup
            ? { not_found: text('join.usedUp') }
            : { not_found: text('link.gone'), ...(way === 'register' ? { forbidden: text('join.noAccounts') } : {}) }
        }
        act={act}
      />
      {way === 'sign-in' && (
        <Suspense fallback={null}>
          <PasskeySignIn onDone={onDone} />
        </Suspense>
      )}
      {!isSetup && (
        <div className={styles.ways}>
          {(registers || way === 'register') && (
            <button
              type="button"
              className={styles.suggest}
              onClick={() => onWay(way === 'register' ? 'sign-in' : 'register')}
            >
              {text(way === 'register' ? 'join.haveAccount' : 'account.make')}
            </button>
          )}
          {way === 'sign-in' && mail && (
            <button type="button" className={styles.suggest} onClick={() => onWay('lost')}>
              {text('lost.link')}
            </button>
          )}
          {takesGuests && (
            <button type="button" className={styles.suggest} onClick={() => onWay('guest')}>
              {text('join.asGuest')}
            </button>
          )}
        </div>
      )}
      {way === 'sign-in' && (wantsInvitation || !mail) && (
        <p className={styles.note}>
          {[...(wantsInvitation ? ['join.byInvitation'] : []), ...(mail ? [] : ['lost.ask'])].map((id) => (
            <span key={id}>{text(id)}</span>
          ))}
        </p>
      )}
    </>
  );
};
