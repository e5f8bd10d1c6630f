import { isRoomId, limits, type ConversationId } from '@rookery/protocol';
import { Field } from '../../design/Field.tsx';
import { showToast } from '../../design/toasts.ts';
import { threadParent } from '../../lib/message-path.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import type { Closable } from '../../shell/closable.ts';
import { FormDialog } from '../../shell/FormDialog.tsx';

type Props = Closable & { readonly conversation: ConversationId; readonly seq: number; readonly name: string };

/** Says who will see the message, and asks why. */
export const ReportDialog = ({ conversation, seq, name, onClose }: Props) => {
  const text = useText();
  const client = useClient();
  return (
    <FormDialog
      title={text('report.title', { name })}
      yes={text('report.send')}
      ownWords={{
        not_found: text('report.messageGone'),
        rate_limited: text('report.tooMany'),
        bad_request: text('report.reasonRefused'),
      }}
      onClose={onClose}
      act={(field) => client.report(conversation, seq, field('reason')).then(() => showToast(text('report.sent')))}
    >
      {(error) => (
        <>
          <p>
            {text(isRoomId(threadParent(conversation) ?? conversation) ? 'report.toModerators' : 'report.toAdmins')}
          </p>
          <Field
            data-autofocus
            label={text('report.reason')}
            name="reason"
            maxLength={limits.reasonChars}
            autoComplete="off"
            dir="auto"
            error={error}
          />
        </>
      )}
    </FormDialog>
  );
};
