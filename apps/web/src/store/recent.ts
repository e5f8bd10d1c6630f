const most = 40;
let recent: readonly string[] = [];

/** Remembers, for as long as the tab lives, that this conversation was visited. */
export const visit = (conversation: string): void => {
  recent = [conversation, ...recent.filter((other) => other !== conversation)].slice(0, most);
};

/** The latest first. */
export const recentConversations = (): readonly string[] => recent;
