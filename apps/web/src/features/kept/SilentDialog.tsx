import type { ConversationId } from '@rookery/protocol';
import { useState } from 'react';
import { filesOf, hasFailedFile } from '../../files/tray.ts';
import { showsNothing } from '../../lib/shows-nothing.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import type { Closable } from '../../shell/closable.ts';
import { FormDialog } from '../../shell/FormDialog.tsx';
import { draftOf, setDraft } from '../../store/drafts.ts';
import { DraftField } from './DraftField.tsx';

type Props = Closable & { readonly conversation: ConversationId };

/** What is written in the composer, or here, is sent so that nobody is told of it. */
export const SilentDialog = ({ conversation, onClose }: Props) => {
  const text = useText();
  const client = useClient();
  const [draft] = useState(() => draftOf(conversation));
  const [uploads] = useState(() => filesOf(conversation));
  return (
    <FormDialog
      title={text('silent.dialog')}
      yes={text('composer.send')}
      ownWords={{}}
      onClose={onClose}
      act={(field) => {
        const content = field('content');
        if (showsNothing(content) && uploads.length === 0) return text('composer.showsNothing');
        if (hasFailedFile(conversation)) return text('tray.blocked');
        client.send(conversation, content, { replyTo: draft.replyTo, uploads, silent: true });
        setDraft(conversation, { text: '', replyTo: undefined });
        return undefined;
      }}
    >
      {(error) => (
        <>
          <p>{text('silent.words')}</p>
          <DraftField draft={draft.text} required={uploads.length === 0} error={error} />
        </>
      )}
    </FormDialog>
  );
};
