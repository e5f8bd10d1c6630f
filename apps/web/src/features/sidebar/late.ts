// Loaded after the first screen, in one chunk: each further one costs the first screen the name of a file.

export { FilterMenu } from './FilterMenu.tsx';
export { PhoneList } from './PhoneList.tsx';
