// Loaded after the first screen, or as part of it, in one chunk: each further one costs the first screen the name of a file.

export { DirectPlace } from './DirectPlace.tsx';
export { GroupPlace } from './GroupPlace.tsx';
