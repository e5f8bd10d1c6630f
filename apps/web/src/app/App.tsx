import { I18nProvider } from '@lingui/react';
import { Suspense } from 'react';
import { Router, useLocation } from 'wouter';
import { useConnection } from '../sdk/use-connection.ts';
import { useSession } from '../sdk/use-session.ts';
import { Button } from '../design/Button.tsx';
import { ConnectionBar } from '../features/conversation/LazyConnectionBar.tsx';
import { basePath } from '../lib/base-path.ts';
import { paths } from '../lib/paths.ts';
import { isStorageKept } from '../lib/kept-storage.ts';
import { i18n, useText } from '../locales/text.ts';
import { AppShell } from './AppShell.tsx';
import { ErrorBoundary } from '../shell/ErrorBoundary.tsx';
import { lazyPart, secondPart } from '../shell/lazy-part.tsx';
import { StatePane } from '../shell/StatePane.tsx';
import styles from './App.module.css';

/** Whoever comes back never sees it. */
const JoinScreen = lazyPart(async () => (await import('../features/join/JoinScreen.tsx')).JoinScreen);

/** What links of letters lead to. */
const tokenScreens = () => import('../features/join/late.ts');
const PasswordScreen = lazyPart(async () => (await tokenScreens()).PasswordScreen);

const AddressScreen = lazyPart(async () => (await tokenScreens()).AddressScreen);

const UnsubscribeScreen = lazyPart(async () => (await tokenScreens()).UnsubscribeScreen);

const ToastRegion = secondPart(async () => (await import('../design/ToastRegion.tsx')).ToastRegion);
const TooltipLayer = secondPart(async () => (await import('../design/TooltipLayer.tsx')).TooltipLayer);

const Screen = () => {
  const text = useText();
  const session = useSession();
  const connection = useConnection();
  const [pathname, navigate] = useLocation();
  const invite = pathname.startsWith(paths.invite) ? pathname.slice(paths.invite.length) : undefined;
  const setupToken = pathname === paths.setup ? location.hash.slice(1) : '';
  const passwordToken = pathname === paths.password ? location.hash.slice(1) : '';
  const addressToken = pathname === paths.address ? location.hash.slice(1) : '';
  const unsubscribeToken = pathname === paths.unsubscribe ? location.hash.slice(1) : '';
  if (connection.state === 'ended' && connection.reason === 'version') {
    return (
      <StatePane title={text('tooOld.title')} words={text(isStorageKept ? 'tooOld.words' : 'tooOld.wordsNotKept')}>
        <Button
          look="primary"
          onClick={() =>
            void import('./reload-anew.ts').then(
              ({ reloadAnew }) => reloadAnew(),
              () => location.reload(),
            )
          }
        >
          {text('tooOld.reload')}
        </Button>
      </StatePane>
    );
  }
  // A session that is being restored is the same person as before the reload: no need to wait for the server to say so.
  if (session.state !== 'none' && setupToken + passwordToken + addressToken + unsubscribeToken === '')
    return <AppShell />;
  return (
    <div className={styles.alone}>
      <ConnectionBar />
      <Suspense>
        {passwordToken !== '' ? (
          <PasswordScreen token={passwordToken} onDone={() => navigate(paths.inbox, { replace: true })} />
        ) : addressToken !== '' ? (
          <AddressScreen token={addressToken} onDone={() => navigate(paths.inbox, { replace: true })} />
        ) : unsubscribeToken !== '' ? (
          <UnsubscribeScreen token={unsubscribeToken} onDone={() => navigate(paths.inbox, { replace: true })} />
        ) : setupToken === '' ? (
          <JoinScreen ended={session.state === 'none' && session.ended} invite={invite} />
        ) : (
          <JoinScreen ended={false} setupToken={setupToken} onDone={() => navigate(paths.inbox, { replace: true })} />
        )}
      </Suspense>
    </div>
  );
};

export const App = () => (
  <I18nProvider i18n={i18n}>
    <Router base={basePath}>
      <ErrorBoundary name="whole">
        <Screen />
      </ErrorBoundary>
    </Router>
    <ToastRegion />
    <TooltipLayer />
  </I18nProvider>
);
