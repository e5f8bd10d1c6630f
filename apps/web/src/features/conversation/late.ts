// Loaded with the first screen's messages, in one chunk.

export { BarPlace } from './BarPlace.tsx';
export { JumpPills } from './JumpPills.tsx';
export { TypingLine } from './TypingLine.tsx';
