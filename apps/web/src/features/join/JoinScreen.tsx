import { asClientError, type ClientError } from '@rookery/client';
import { Suspense, useEffect, useState } from 'react';
import { useClient } from '../../sdk/ClientContext.ts';
import { useWaysIn } from '../../sdk/use-ways-in.ts';
import { failureText } from '../../sdk/failure-text.ts';
import { useServer, useServerName } from '../../sdk/use-server.ts';
import { arrival } from '../../store/arrival.ts';
import { Avatar } from '../../design/Avatar.tsx';
import { Button } from '../../design/Button.tsx';
import { Field } from '../../design/Field.tsx';
import { Icon } from '../../design/Icon.tsx';
import { showToast } from '../../design/toasts.ts';
import { copyText } from '../../lib/clipboard.ts';
import { isStorageKept } from '../../lib/kept-storage.ts';
import { useDocumentTitle } from '../../lib/use-document-title.ts';
import { useText, wantedLocale } from '../../locales/text.ts';
import { languages } from '../../locales/languages.ts';
import { preferences, usePreference } from '../../store/preferences.ts';
import { begunTexts, forgetDrafts } from '../../store/drafts.ts';
import { takeEarlyKeys } from '../../shell/early-keys.ts';
import { lazyPart } from '../../shell/lazy-part.tsx';
import { guestName, nextName } from '../../lib/guest-name.ts';
import { AccountWays, type Way } from './AccountWays.tsx';
import { LostPassword } from './LostPassword.tsx';
import { SignOn } from './SignOn.tsx';
import { forgetSignOnFailure, signOnFailure } from './sign-on-failure.ts';
import styles from './JoinScreen.module.css';

const InvitedLead = lazyPart(async () => (await import('./InvitedLead.tsx')).InvitedLead);

type Props = {
  readonly ended: boolean;
  /** Of the link that makes the first owner. */
  readonly setupToken?: string | undefined;
  /** The code of the invitation whose link led here. */
  readonly invite?: string | undefined;
  readonly onDone?: () => void;
};

/** The first screen: a name is all it asks. */
export const JoinScreen = ({ ended, setupToken, invite, onDone = () => undefined }: Props) => {
  const text = useText();
  const client = useClient();
  const [typed, setTyped] = useState('');
  const [failure, setFailure] = useState<ClientError | 'empty'>();
  const [busy, setBusy] = useState(false);
  const [chosen, setWay] = useState<Way | undefined>(setupToken === undefined ? undefined : { token: setupToken });
  const server = useServer();
  const serverName = useServerName();
  useDocumentTitle(serverName);
  // Until the server has said what it takes, what most servers take is offered.
  const takesGuests = server?.guests ?? true;
  const registration = server?.registration ?? 'open';
  const registers = registration === 'open' || (registration === 'invite' && invite !== undefined);
  const first = takesGuests ? 'guest' : registers && invite !== undefined ? 'register' : 'sign-in';
  const way = chosen === undefined || (chosen === 'guest' && !takesGuests) ? first : chosen;
  const waysIn = useWaysIn();
  const [notLetIn] = useState(signOnFailure);
  // The texts of whoever was here last. Coming in forgets them.
  const [left, setLeft] = useState(() => (ended ? begunTexts() : []));
  useEffect(forgetSignOnFailure, []);
  // Nothing is opened by keys here.
  useEffect(() => void takeEarlyKeys(), []);
  usePreference('locale');
  const name = guestName(typed);
  const taken = failure !== undefined && failure !== 'empty' && failure.code === 'conflict';

  const submit = async () => {
    if (busy) return;
    if (!name) {
      setFailure('empty');
      return;
    }
    setBusy(true);
    arrival.set(invite);
    await client.join(name.username, name.displayName).catch((thrown: unknown) => setFailure(asClientError(thrown)));
    setBusy(false);
  };

  return (
    <main className={styles.screen}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <Icon name="mark" size={44} />
          <h1 dir="auto">{serverName}</h1>
        </div>
        {invite !== undefined && (
          <Suspense fallback={<p className={styles.lead}>{text('join.invited', { name: serverName })}</p>}>
            <InvitedLead code={invite} server={serverName} />
          </Suspense>
        )}
        {(ended || way === 'guest') && (
          <p className={styles.lead}>{text(!ended ? 'join.lead' : takesGuests ? 'join.ended' : 'join.endedAccount')}</p>
        )}
        {notLetIn && (
          <p className={styles.failure} role="alert">
            {text(notLetIn)}
          </p>
        )}
        {!isStorageKept && <p className={styles.lead}>{text('join.notKept')}</p>}
        {left.length > 0 && (
          <div className={styles.left}>
            <p>{text('join.left', { count: left.length })}</p>
            <Button
              onClick={() =>
                void copyText(left.join('\n\n')).then((copied) =>
                  showToast(text(copied ? 'code.copied' : 'copy.failed')),
                )
              }
            >
              {text('join.copyLeft')}
            </Button>
            <Button
              onClick={() => {
                forgetDrafts();
                setLeft([]);
              }}
            >
              {text('join.deleteLeft')}
            </Button>
          </div>
        )}
        {way === 'lost' ? (
          <LostPassword onBack={() => setWay('sign-in')} />
        ) : way !== 'guest' ? (
          <AccountWays
            mail={waysIn.mail}
            way={way}
            onWay={setWay}
            takesGuests={takesGuests}
            registers={registers}
            wantsInvitation={registration === 'invite' && invite === undefined}
            invite={invite}
            onDone={onDone}
          />
        ) : (
          <form
            className={styles.form}
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            <Field
              label={text('join.name')}
              name="name"
              autoComplete="nickname"
              autoCapitalize="words"
              spellCheck={false}
              maxLength={64}
              autoFocus
              dir="auto"
              value={typed}
              error={
                failure === undefined
                  ? undefined
                  : failure === 'empty'
                    ? text('join.nameEmpty')
                    : failureText(text, failure, {
                        conflict: text('join.nameTaken'),
                        forbidden: text('join.noGuests'),
                      })
              }
              onChange={(event) => {
                setTyped(event.target.value);
                setFailure(undefined);
              }}
            />
            {taken && (
              <button
                type="button"
                className={styles.suggest}
                onClick={() => {
                  setTyped(nextName(typed.trim()));
                  setFailure(undefined);
                }}
              >
                {text('join.suggest', { name: nextName(typed.trim()) })}
              </button>
            )}
            <div className={styles.preview}>
              {name ? (
                <>
                  <Avatar userId={name.username} name={name.displayName} size={36} />
                  <span>
                    {text('join.calledAs')} <bdi>@{name.username}</bdi>
                  </span>
                </>
              ) : (
                <span>{text('join.nameHint')}</span>
              )}
            </div>
            <Button look="primary" type="submit" wide aria-busy={busy}>
              {text('join.enter')}
            </Button>
            <button type="button" className={styles.suggest} onClick={() => setWay('sign-in')}>
              {text('join.haveAccount')}
            </button>
          </form>
        )}
        {typeof way !== 'object' && way !== 'register' && way !== 'lost' && <SignOn providers={waysIn.providers} />}
      </div>
      <div className={styles.foot} role="group" aria-label={text('settings.language')}>
        {languages.map(({ tag, name }) => (
          <button
            key={tag}
            type="button"
            lang={tag}
            className={styles.choice}
            aria-pressed={wantedLocale() === tag}
            onClick={() => preferences.setState({ locale: tag })}
          >
            {name}
          </button>
        ))}
      </div>
    </main>
  );
};
