import { invitedWords } from '../../lib/invited-words.ts';
import { useText } from '../../locales/text.ts';
import { useInvitation } from '../../sdk/use-invitation.ts';
import styles from './JoinScreen.module.css';

type Props = { readonly code: string; readonly server: string };

/** Who invites, and where to, to whom a link has led here; that it counts no more before she has typed anything. */
export const InvitedLead = ({ code, server }: Props) => {
  const text = useText();
  const found = useInvitation(code);
  return <p className={styles.lead}>{found === 'gone' ? text('link.gone') : invitedWords(text, found, server)}</p>;
};
