import type { ConversationId, TraceStep } from '@rookery/protocol';
import { useCallback } from 'react';
import { Dialog } from '../../design/Dialog.tsx';
import { Icon } from '../../design/Icon.tsx';
import type { IconName } from '../../design/icon-name.ts';
import { absoluteTime } from '../../lib/dates.ts';
import { shortSpan } from '../../lib/short-span.ts';
import { useFormatLocale, useText } from '../../locales/text.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import { Asked } from '../../shell/Asked.tsx';
import type { Closable } from '../../shell/closable.ts';
import styles from './TraceDialog.module.css';

type Props = Closable & { readonly conversation: ConversationId; readonly seq: number; readonly mine: boolean };

const shown: Readonly<Record<TraceStep['what'], { readonly icon: IconName; readonly words: string }>> = {
  accepted: { icon: 'send', words: 'trace.accepted' },
  stored: { icon: 'check', words: 'trace.stored' },
  announced: { icon: 'megaphone', words: 'trace.announced' },
  delivered: { icon: 'inbox', words: 'trace.delivered' },
  resumed: { icon: 'retry', words: 'trace.resumed' },
  pushed: { icon: 'bell', words: 'trace.pushed' },
  mailed: { icon: 'mail-open', words: 'trace.mailed' },
};

/** What has become of a message, step by step. */
export const TraceDialog = ({ conversation, seq, mine, onClose }: Props) => {
  const text = useText();
  const keeping = useKeeping();
  const ask = useCallback(() => keeping.trace(conversation, seq), [keeping, conversation, seq]);
  return (
    <Dialog reads title={text(mine ? 'trace.mine' : 'trace.title')} closeLabel={text('close')} onClose={onClose}>
      <Asked ask={ask} own={{ forbidden: text('trace.off') }}>
        {(steps) => (steps.length === 0 ? <p>{text('trace.none')}</p> : <Steps steps={steps} />)}
      </Asked>
      <p className={styles.note}>{text('trace.note')}</p>
    </Dialog>
  );
};

const Steps = ({ steps }: { readonly steps: readonly TraceStep[] }) => {
  const text = useText();
  const locale = useFormatLocale();
  const from = steps[0]?.at ?? 0;
  return (
    <ol className={styles.steps}>
      {steps.map(({ what, at, node, copies, devices }, index) => (
        <li key={index}>
          <Icon name={shown[what].icon} />
          <span>
            {text(copies === undefined ? shown[what].words : 'trace.storedTimes', { copies, devices: devices ?? 0 })}
            {node !== undefined && <small>{node}</small>}
          </span>
          <time dateTime={new Date(at).toISOString()} title={absoluteTime(at, locale)}>
            {index === 0 ? absoluteTime(at, locale) : `+${shortSpan(Math.max(0, at - from), locale)}`}
          </time>
        </li>
      ))}
    </ol>
  );
};
