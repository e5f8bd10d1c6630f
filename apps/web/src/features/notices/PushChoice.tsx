import type { Settings } from '@rookery/protocol';
import { useEffect, useState } from 'react';
import { useObservable } from '../../lib/use-observable.ts';
import { useText } from '../../locales/text.ts';
import { permission } from '../../notices/permission.ts';
import { canPush, turnPushOff, turnPushOn } from '../../notices/push.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { thrownText } from '../../sdk/failure-text.ts';
import styles from '../../shell/OwnSettings.module.css';
import { noticeChoices } from '../../store/notice-choices.ts';
import notices from './notices.module.css';

type Props = {
  readonly settings: Pick<Settings, 'pushWords'>;
  readonly change: (made: Pick<Partial<Settings>, 'pushWords'>) => void;
};

/** What the browser says by an exception of its own, and not the server by an answer. */
const isBrowsers = (thrown: unknown): boolean => thrown instanceof DOMException;

/** Whether this device is told while no page is open, and how much a lock screen says. */
export const PushChoice = ({ settings, change }: Props) => {
  const text = useText();
  const client = useClient();
  const key = useObservable(client.pushKey);
  const may = useObservable(permission);
  const { isPushed, isOff } = useObservable(noticeChoices);
  const [isAble, setAble] = useState<boolean>();
  /** What is on its way: shown at once, and as it was where it is refused. */
  const [wanted, setWanted] = useState<boolean>();
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => {
    let isShown = true;
    void canPush().then((able) => isShown && setAble(able));
    return () => {
      isShown = false;
    };
  }, []);
  const turn = (on: boolean): void => {
    setWanted(on);
    setFailure(undefined);
    (on ? turnPushOn(client) : turnPushOff(client))
      .catch((thrown: unknown) => setFailure(thrown))
      .finally(() => setWanted(undefined));
  };
  const why =
    key === undefined
      ? 'push.server'
      : isAble === false
        ? 'push.browser'
        : may !== 'granted' || isOff
          ? 'push.first'
          : undefined;
  return (
    <section aria-labelledby="push" className={styles.part}>
      <h3 id="push">{text('push.title')}</h3>
      <label className={styles.choice}>
        <input
          type="checkbox"
          checked={(wanted ?? isPushed) && why === undefined}
          disabled={why !== undefined}
          aria-busy={wanted !== undefined}
          onChange={(event) => wanted === undefined && turn(event.target.checked)}
        />
        <span>
          {text('push.on')}
          <small>{text(why ?? 'push.onHint')}</small>
        </span>
      </label>
      {failure !== undefined && (
        <p role="alert" className={notices.hint}>
          {isBrowsers(failure) ? text('push.failed') : thrownText(text, failure, { bad_request: text('push.refused') })}
        </p>
      )}
      {key !== undefined && (
        <label className={styles.choice}>
          <input
            type="checkbox"
            checked={settings.pushWords}
            onChange={(event) => change({ pushWords: event.target.checked })}
          />
          <span>
            {text('push.words')}
            <small>{text('push.wordsHint')}</small>
          </span>
        </label>
      )}
    </section>
  );
};
