import { I18nProvider } from '@lingui/react';
import { useConnection, useSession } from '../chat/ChatContext.ts';
import { Button } from '../design/Button.tsx';
import { ToastRegion } from '../design/ToastRegion.tsx';
import { TooltipLayer } from '../design/TooltipLayer.tsx';
import { ConnectionBar } from '../features/conversation/ConnectionBar.tsx';
import { JoinScreen } from '../features/join/JoinScreen.tsx';
import { i18n, useText } from '../locales/text.ts';
import { AppShell } from './AppShell.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { StatePane } from './StatePane.tsx';
import styles from './App.module.css';

const Screen = () => {
  const text = useText();
  const session = useSession();
  const connection = useConnection();
  if (connection.state === 'too-old') {
    return (
      <StatePane title={text('tooOld.title')} words={text('tooOld.words')}>
        <Button look="primary" onClick={() => location.reload()}>
          {text('tooOld.reload')}
        </Button>
      </StatePane>
    );
  }
  switch (session.state) {
    case 'restoring':
      return null;
    case 'none':
      return (
        <div className={styles.alone}>
          <ConnectionBar />
          <JoinScreen ended={session.ended} />
        </div>
      );
    case 'joined':
      return <AppShell />;
  }
};

export const App = () => (
  <I18nProvider i18n={i18n}>
    <ErrorBoundary name="whole">
      <Screen />
    </ErrorBoundary>
    <ToastRegion />
    <TooltipLayer />
  </I18nProvider>
);
