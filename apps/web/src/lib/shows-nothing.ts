import { parse, showsSomething } from '@rookery/markdown';

/** Whether a message is empty as its readers would see it; the server refuses it by the same function. */
export const showsNothing = (content: string): boolean => content.trim() === '' || !showsSomething(parse(content));
