import type { AnswerOf, RequestOf, User } from '@rookery/protocol';
import { Menu, MenuItem, MenuSeparator } from '../../design/Menu.tsx';
import { showToast } from '../../design/toasts.ts';
import { basePath } from '../../lib/base-path.ts';
import { serverRank } from '../../lib/server-level.ts';
import { useText } from '../../locales/text.ts';
import { useClient } from '../../sdk/ClientContext.ts';
import { tellFailure } from '../../sdk/tell-failure.ts';
import { confirm } from '../../shell/confirm.ts';

/** A link for a new password, as it can be handed on. */
export type PersonLink = { readonly user: User; readonly address: string };

type Props = {
  readonly user: User;
  readonly me: User;
  readonly anchor: HTMLElement;
  readonly onClose: () => void;
  readonly onDone: (user: User) => void;
  readonly onLink: (link: PersonLink) => void;
};

/** What the reader may do about somebody. Where she may nothing, the menu says so. */
export const PersonMenu = ({ user, me, anchor, onClose, onDone, onLink }: Props) => {
  const text = useText();
  const client = useClient();
  const { displayName: name } = user;
  const isSelf = user.id === me.id;
  const isOwner = me.role === 'owner';
  const mayAct = isSelf || isOwner || serverRank(user) < serverRank(me);

  const change = (
    changes: Omit<RequestOf<'admin:person'>, 'user'>,
    then: (answer: AnswerOf<'admin:person'>) => void = () => undefined,
  ) => {
    onClose();
    client.changePerson(user.id, changes).then((answer) => {
      onDone(answer.user);
      then(answer);
    }, tellFailure);
  };
  const askFirst = (title: string, words: string, yes: string, act: () => void) => {
    onClose();
    confirm.open({ title: text(title, { name }), words: text(words), yes: text(yes), onYes: act });
  };
  const link = () =>
    change({ passwordLink: true }, ({ passwordLink }) => {
      if (passwordLink !== undefined) onLink({ user, address: `${location.origin}${basePath}${passwordLink}` });
    });

  return (
    <Menu label={text('people.actions', { name })} anchor={anchor} placement="bottom-end" onClose={onClose}>
      {isOwner && !user.guest && user.role !== 'owner' && (
        <MenuItem
          icon="user-plus"
          onSelect={() =>
            askFirst('people.ownerTitle', 'people.ownerWords', 'people.makeOwner', () => change({ role: 'owner' }))
          }
        >
          {text('people.makeOwner')}
        </MenuItem>
      )}
      {isOwner && !user.guest && user.role !== 'admin' && (
        <MenuItem icon="user-plus" onSelect={() => change({ role: 'admin' })}>
          {text('people.makeAdmin')}
        </MenuItem>
      )}
      {user.role && (isOwner || isSelf) && (
        <MenuItem icon="users" onSelect={() => change({ role: 'member' })}>
          {text('people.makeMember')}
        </MenuItem>
      )}
      {mayAct && !user.deactivated && (
        <MenuItem
          icon="log-out"
          onSelect={() =>
            askFirst('people.signOutTitle', 'people.signOutWords', 'people.signOut', () =>
              change({ endSessions: true }, () => showToast(text('people.signedOut', { name }))),
            )
          }
        >
          {text('people.signOut')}
        </MenuItem>
      )}
      {mayAct && !user.guest && !user.deactivated && (
        <MenuItem icon="link" onSelect={link}>
          {text('people.link')}
        </MenuItem>
      )}
      {mayAct && !isSelf && !user.deactivated && (
        <>
          <MenuSeparator />
          <MenuItem
            icon="alert"
            onSelect={() =>
              askFirst(
                'people.deactivateTitle',
                user.guest ? 'people.deactivateGuest' : 'people.deactivateWords',
                'people.deactivate',
                () => change({ deactivated: true }),
              )
            }
          >
            {text('people.deactivate')}
          </MenuItem>
        </>
      )}
      {mayAct && user.deactivated && !user.guest && (
        <MenuItem icon="check" onSelect={() => change({ deactivated: false })}>
          {text('people.activate')}
        </MenuItem>
      )}
      {(!mayAct || (user.deactivated && user.guest)) && (
        <MenuItem icon="info" onSelect={onClose}>
          {text(mayAct ? 'people.guestGone' : 'people.notBelow')}
        </MenuItem>
      )}
    </Menu>
  );
};
