import { useState } from 'react';
import { Button } from '../../design/Button.tsx';
import { useObservable } from '../../lib/use-observable.ts';
import { useText } from '../../locales/text.ts';
import { showTold } from '../../notices/board.ts';
import { askPermission, permission, type Permission } from '../../notices/permission.ts';
import { chime } from '../../notices/sound.ts';
import { useServerName } from '../../sdk/use-server.ts';
import settings from '../../shell/OwnSettings.module.css';
import { changeNoticeChoices, noticeChoices } from '../../store/notice-choices.ts';
import styles from './notices.module.css';

/** Why it shows none, and what to do about it. */
const reasons: Readonly<Record<Exclude<Permission, 'granted'>, string>> = {
  default: 'notices.default',
  denied: 'notices.denied',
  insecure: 'notices.insecure',
  unsupported: 'notices.unsupported',
};

/** How this browser tells: what it allows, and how to allow it, is said as it is. */
export const DeviceNotices = () => {
  const text = useText();
  const server = useServerName();
  const may = useObservable(permission);
  const { sound, isOff } = useObservable(noticeChoices);
  const [isTried, setTried] = useState(false);
  const isOn = may === 'granted' && !isOff;
  const tryIt = (): void => {
    setTried(true);
    void showTold(
      { conversation: '', seq: 0, title: server, body: text('notices.tryWords'), path: '/settings/notifications' },
      () => undefined,
    );
  };
  return (
    <section aria-labelledby="notices-device" className={settings.part}>
      <h3 id="notices-device">{text('notices.device')}</h3>
      {may === 'granted' ? (
        <div className={styles.state}>
          <label className={settings.choice}>
            <input
              type="checkbox"
              checked={!isOff}
              onChange={(event) => changeNoticeChoices({ isOff: !event.target.checked })}
            />
            <span>
              {text('notices.show')}
              <small>{text('notices.showHint')}</small>
            </span>
          </label>
          {isOn && <Button onClick={tryIt}>{text('notices.try')}</Button>}
        </div>
      ) : (
        <div className={styles.state}>
          <p>{text(reasons[may])}</p>
          {may === 'default' && (
            <Button look="primary" onClick={() => void askPermission()}>
              {text('notices.allow')}
            </Button>
          )}
        </div>
      )}
      {isTried && isOn && <p className={styles.hint}>{text('notices.tried')}</p>}
      <div className={styles.state}>
        <label className={settings.choice}>
          <input
            type="checkbox"
            checked={sound}
            onChange={(event) => changeNoticeChoices({ sound: event.target.checked })}
          />
          <span>
            {text('notices.sound')}
            <small>{text('notices.soundHint')}</small>
          </span>
        </label>
        <Button onClick={() => void chime(true)}>{text('notices.listen')}</Button>
      </div>
    </section>
  );
};
