import type { User } from '@rookery/protocol';
import { useMe } from '../../sdk/use-session.ts';
import { MemberRow } from './MemberRow.tsx';
import styles from './MemberPanel.module.css';

/** The people of a group. They never change. */
export const GroupPeople = ({ users }: { readonly users: readonly User[] }) => {
  const me = useMe();
  return (
    <div className={styles.scroll}>
      <ul>
        {users.map((user) => (
          <MemberRow
            key={user.id}
            member={{ user, role: 'member', online: user.id === me.id }}
            isMe={user.id === me.id}
            onRemove={undefined}
            onMore={undefined}
          />
        ))}
      </ul>
    </div>
  );
};
