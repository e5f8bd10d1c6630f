import { Button } from '../../design/Button.tsx';
import { Icon } from '../../design/Icon.tsx';
import { useObservable } from '../../lib/use-observable.ts';
import { useText } from '../../locales/text.ts';
import { askPermission, permission } from '../../notices/permission.ts';
import { changeNoticeChoices, noticeChoices } from '../../store/notice-choices.ts';
import styles from './notices.module.css';

/** Asked once, after the first thing that came while nobody looked; put away, it does not come back. */
export const NoticeQuestion = () => {
  const text = useText();
  const { question } = useObservable(noticeChoices);
  if (useObservable(permission) !== 'default' || question !== 'due') return null;
  return (
    <section className={styles.question} aria-label={text('notices.question')}>
      <p>
        <Icon name="bell" size={18} />
        {text('notices.question')}
      </p>
      <div>
        <Button look="primary" onClick={() => void askPermission()}>
          {text('notices.allow')}
        </Button>
        <Button look="plain" onClick={() => changeNoticeChoices({ question: 'over' })}>
          {text('notices.notNow')}
        </Button>
      </div>
    </section>
  );
};
