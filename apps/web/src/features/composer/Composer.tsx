import type { Message } from '@rookery/protocol';
import { Suspense, useEffect, useImperativeHandle, useRef, useState, type ReactNode, type Ref } from 'react';
import { useConnection } from '../../sdk/use-connection.ts';
import { Button } from '../../design/Button.tsx';
import { showToast } from '../../design/toasts.ts';
import { Icon } from '../../design/Icon.tsx';
import { IconButton } from '../../design/IconButton.tsx';
import { filesOf, hasFailedFile, useHasFiles } from '../../files/tray.ts';
import { touch, useMedia } from '../../lib/media.ts';
import { useText } from '../../locales/text.ts';
import { setDraft, useDraftText } from '../../store/drafts.ts';
import { wantEmojis } from '../../emoji/load.ts';
import { MessageField, type MessageFieldHandle } from '../../writing/MessageField.tsx';
import { lazyPart, secondPart } from '../../shell/lazy-part.tsx';
import { ReplyBar } from './ReplyBar.tsx';
import { useTypingSignal } from './use-typing-signal.ts';
import styles from './Composer.module.css';

const AttachButton = secondPart(async () => (await import('./late.ts')).AttachButton);
const Recorder = lazyPart(async () => (await import('../../files/Recorder.tsx')).Recorder);
const Tray = lazyPart(async () => (await import('../../files/Tray.tsx')).Tray);

export type ComposerHandle = { readonly focus: () => void };

type Props = {
  readonly ref?: Ref<ComposerHandle>;
  /** Of its field, where there are two of them. */
  readonly id?: string;
  /** Where the draft is kept. */
  readonly draftKey: string;
  readonly placeholder: string;
  readonly replyTo: Message | undefined;
  /** Stands above what is written. */
  readonly bar?: ReactNode;
  readonly onCancelReply: () => void;
  /** `uploads`: the ids of what goes out with it. */
  readonly onSend: (content: string, uploads: readonly string[]) => void;
  /** Asks before some are sent: true where it has asked, and sends by itself. */
  readonly asksFirst?: (content: string, send: () => void) => boolean;
  readonly onTyping: (on: boolean) => void;
  /** ↑ in an empty composer. */
  readonly onEditLast: () => void;
  /** Shift+↑ in an empty composer. */
  readonly onReplyLast: () => void;
};

export const Composer = ({
  ref,
  id = 'composer',
  draftKey,
  placeholder,
  replyTo,
  bar,
  onCancelReply,
  onSend,
  asksFirst,
  onTyping,
  onEditLast,
  onReplyLast,
}: Props) => {
  const text = useText();
  const isTouch = useMedia(touch);
  const isOnline = useConnection().state !== 'reconnecting';
  const area = useRef<HTMLTextAreaElement>(null);
  /** The conversation into which something is being said. */
  const [recordingFor, setRecordingFor] = useState<string>();
  const field = useRef<MessageFieldHandle>(null);
  const kept = useDraftText(draftKey);
  const typing = useTypingSignal(onTyping);
  const hasFiles = useHasFiles(draftKey, false);
  const hasPosts = useHasFiles(draftKey, true);

  useImperativeHandle(ref, () => ({ focus: () => area.current?.focus() }));

  useEffect(() => {
    // Prefetched, so that `:` completes at once.
    const timer = setTimeout(wantEmojis, 1_500);
    return () => clearTimeout(timer);
  }, []);

  useEffect(() => {
    if (!isTouch) area.current?.focus({ preventScroll: true });
    const written = area.current;
    written?.setSelectionRange(written.value.length, written.value.length);
  }, [draftKey, isTouch, recordingFor]);

  if (recordingFor === draftKey)
    return (
      <div className={styles.composer}>
        {replyTo && <ReplyBar message={replyTo} onCancel={onCancelReply} />}
        <Suspense fallback={<div className={styles.recorder} />}>
          <Recorder draftKey={draftKey} onSend={onSend} onClose={() => setRecordingFor(undefined)} />
        </Suspense>
      </div>
    );

  const keep = (value: string) => setDraft(draftKey, { text: value });

  return (
    <div className={styles.composer}>
      <MessageField
        ref={field}
        area={area}
        id={id}
        label={placeholder}
        placeholder={!isOnline ? text('composer.offline') : isTouch ? text('composer.hint') : placeholder}
        kept={kept}
        mayBeEmpty={hasFiles}
        lead={
          <span className={styles.lead}>
            <AttachButton draftKey={draftKey} onDone={() => area.current?.focus()} />
          </span>
        }
        bar={
          <>
            {bar}
            {(hasFiles || hasPosts) && (
              <Suspense>
                <Tray trayKey={draftKey} />
              </Suspense>
            )}
            {replyTo && <ReplyBar message={replyTo} onCancel={onCancelReply} />}
          </>
        }
        button={({ isReady }) => (
          <>
            {/* On a phone there is room for one of both. */}
            {!hasFiles && !(isTouch && isReady) && (
              <IconButton icon="mic" label={text('recorder.begin')} onClick={() => setRecordingFor(draftKey)} />
            )}
            {(isReady || !isTouch) && (
              <Button
                look="primary"
                className={styles.send}
                disabled={!isReady}
                aria-label={isTouch ? text('composer.send') : undefined}
                // The field keeps the focus, and the on-screen keyboard stays.
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => field.current?.submit()}
              >
                {isTouch ? <Icon name="send" size={20} /> : text('composer.send')}
              </Button>
            )}
          </>
        )}
        onChange={(value) => {
          keep(value);
          if (value.trim() === '') typing.stopped();
          else typing.typed();
        }}
        onSubmit={(content) => {
          if (hasFailedFile(draftKey)) {
            showToast(text('tray.blocked'));
            return;
          }
          const send = (): void => {
            field.current?.set('');
            typing.sent();
            keep('');
            onSend(content, filesOf(draftKey));
            area.current?.focus();
          };
          if (!asksFirst?.(content, send)) send();
        }}
        onBlur={typing.stopped}
        onKey={(event) => {
          const isBare = !event.ctrlKey && !event.metaKey && !event.altKey;
          if (event.key !== 'ArrowUp' || !isBare || event.currentTarget.value !== '') return;
          event.preventDefault();
          if (event.shiftKey) onReplyLast();
          else onEditLast();
        }}
      />
    </div>
  );
};
