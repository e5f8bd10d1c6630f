import { limits, type Entry, type GroupId } from '@rookery/protocol';
import { Field } from '../../design/Field.tsx';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import type { Closable } from '../../shell/closable.ts';
import { FormDialog } from '../../shell/FormDialog.tsx';

type Props = Closable & { readonly entry: Entry };

/** Gives a group a name, for all its people. */
export const NameGroupDialog = ({ entry, onClose }: Props) => {
  const text = useText();
  const client = useClient();
  return (
    <FormDialog
      title={text('group.rename')}
      yes={text('save')}
      ownWords={{}}
      onClose={onClose}
      act={(field) => {
        const name = field('name');
        if (name === '') return text('room.nameEmpty');
        // A group's id: the dialog is opened for groups alone.
        return name === entry.name ? undefined : client.nameGroup(entry.conversation as GroupId, name);
      }}
    >
      {(error) => (
        <Field
          data-autofocus
          label={text('group.name')}
          name="name"
          defaultValue={entry.name ?? ''}
          maxLength={limits.roomNameChars}
          autoComplete="off"
          dir="auto"
          hint={text('group.nameHint')}
          error={error}
        />
      )}
    </FormDialog>
  );
};
