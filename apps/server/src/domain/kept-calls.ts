/** So many calls by edits are remembered of one person in one conversation. [LOG-17] */
export const keptCalls = 100;
