/** A user, named by id or username. */
export { userRef as userName } from './text.ts';
