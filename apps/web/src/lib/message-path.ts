import { paths } from './paths.ts';

const kinds = { r: 'room', d: 'direct', g: 'group' } as const;
const pathOf = (id: string): string => paths[kinds[id.charAt(0) as keyof typeof kinds] ?? 'room'](id);

type Where = { readonly conversation: string; readonly seq: number };

/** The message under which a thread hangs. As the server makes the id of a thread: its parent's, and the number of the root in hexadecimal. */
const rootOf = (conversation: string): Where | undefined => {
  const [, kind, body, root] = /^t_([rdg])([\w-]{1,22})([0-9a-f]{8})[\w-]{7}$/.exec(conversation) ?? [];
  return kind && body && root ? { conversation: `${kind}_${body}`, seq: Number.parseInt(root, 16) } : undefined;
};

/** Of a thread: the conversation under one of whose messages it hangs. */
export const threadParent = (conversation: string): string | undefined => rootOf(conversation)?.conversation;

/** Where a message is shown: a reply beside the conversation of its root. */
export const messagePath = ({ conversation, seq }: Where): string => {
  const root = rootOf(conversation);
  return paths.message(root ? paths.thread(pathOf(root.conversation), root.seq) : pathOf(conversation), seq);
};
