// Loaded after the first screen, in one chunk: each further one costs the first screen the name of a file.

export { Invitation } from './Invitation.tsx';
export { RoomOutside } from './RoomOutside.tsx';
