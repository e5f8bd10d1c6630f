import { can, limits, rankName, type ConversationId, type Entry } from '@rookery/protocol';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { Avatar } from '../../design/Avatar.tsx';
import { Field } from '../../design/Field.tsx';
import { showToast } from '../../design/toasts.ts';
import { nameOf } from '../../lib/name-of.ts';
import { conversationPath } from '../../lib/paths.ts';
import { useText } from '../../locales/text.ts';
import { GroupAvatar } from '../../people/GroupAvatar.tsx';
import { RoomMark } from '../../people/RoomMark.tsx';
import { useInbox } from '../../sdk/use-inbox.ts';
import { useKeeping } from '../../sdk/use-keeping.ts';
import { useTitleOf } from '../../sdk/use-title-of.ts';
import type { Closable } from '../../shell/closable.ts';
import { FormDialog } from '../../shell/FormDialog.tsx';
import { recentConversations } from '../../store/recent.ts';
import styles from './ForwardDialog.module.css';

type Props = Closable & {
  readonly message: { readonly conversation: ConversationId; readonly seq: number };
  /** A line of it. */
  readonly words: string;
};

const most = 8;

/** Where one may write: what fits best first, then what was visited lately. */
const found = (entries: readonly Entry[], query: string, titleOf: (entry: Entry) => string): readonly Entry[] => {
  const recent = recentConversations();
  const wanted = query.trim().replace(/^[#@]/u, '');
  return entries
    .filter((entry) => !entry.invited && can(entry, 'post'))
    .map((entry) => {
      const names = [titleOf(entry), ...[entry.user ?? [], entry.users ?? []].flat().map(({ username }) => username)];
      const visited = recent.indexOf(entry.conversation);
      return { entry, fit: Math.max(...names.map((name) => rankName(name, wanted))), age: visited < 0 ? 999 : visited };
    })
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit || a.age - b.age)
    .slice(0, most)
    .map(({ entry }) => entry);
};

/** Asks where a message is to be said again, and what to say to it. [WEB-189] */
export const ForwardDialog = ({ message, words, onClose }: Props) => {
  const text = useText();
  const keeping = useKeeping();
  const titleOf = useTitleOf();
  const { entries } = useInbox();
  const [, navigate] = useLocation();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<ConversationId>();
  const shown = found(entries, query, titleOf);
  const target = entries.find(({ conversation }) => conversation === chosen);
  return (
    <FormDialog
      title={text('forward.yes')}
      yes={text('forward.yes')}
      ownWords={{ not_found: text('forward.gone'), too_large: text('forward.tooLong') }}
      onClose={onClose}
      act={(field) => {
        if (!target) return text('forward.choose');
        return keeping.forward(message, target.conversation, field('comment')).then(() => {
          showToast(text('forward.done', { name: titleOf(target) }), {
            label: text('forward.open'),
            run: () => navigate(conversationPath(target)),
          });
        });
      }}
    >
      {(error) => (
        <>
          <p className={styles.words} dir="auto">
            {words}
          </p>
          <Field
            data-autofocus
            label={text('forward.to')}
            name="query"
            type="search"
            autoComplete="off"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            error={error}
          />
          <fieldset className={styles.list}>
            <legend className="visually-hidden">{text('forward.to')}</legend>
            {shown.map((entry) => (
              <label key={entry.conversation}>
                <input
                  type="radio"
                  name="to"
                  value={entry.conversation}
                  checked={entry.conversation === chosen}
                  onChange={() => setChosen(entry.conversation)}
                />
                <span className={styles.mark}>
                  {entry.user ? (
                    <Avatar
                      userId={entry.user.id}
                      picture={entry.user.avatar}
                      name={nameOf(text, entry.user)}
                      size={22}
                    />
                  ) : entry.users ? (
                    <GroupAvatar entry={entry} size={22} />
                  ) : (
                    <RoomMark room={entry.room} size={18} />
                  )}
                </span>
                <span dir="auto">{titleOf(entry)}</span>
              </label>
            ))}
            {shown.length === 0 && <p>{text('forward.nowhere')}</p>}
          </fieldset>
          <Field
            label={text('forward.comment')}
            name="comment"
            maxLength={limits.contentBytes}
            autoComplete="off"
            dir="auto"
          />
        </>
      )}
    </FormDialog>
  );
};
