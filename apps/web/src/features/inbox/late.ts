// All that is loaded after the first screen, in one chunk: each further one costs the first screen the name of a file.

export { InboxPane } from './InboxPane.tsx';
export { readAll } from './mark-read.ts';
