import type { Person } from '@rookery/client';
import { usePerson } from '../sdk/use-people.ts';

/** Somebody's name as it is now, wherever it was read. */
export const PersonName = ({ person }: { readonly person: Person }) => usePerson(person).displayName;
