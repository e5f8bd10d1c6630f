import { ChatError } from '@rookery/protocol';
import type { Refusal } from '../domain/log.ts';

/** A store's refusal as the error that the caller sees. */
export const refuse = (refusal: Refusal): ChatError =>
  new ChatError(
    refusal.code,
    refusal.code === 'forbidden' ? { message: 'Join the room first, or ask its owner: you may not do this.' } : {},
  );

export const notFound = (field: string): ChatError => new ChatError('not_found', { field });

/** Of an act against somebody who does not stand lower. */
export const notLower = (): ChatError =>
  new ChatError('forbidden', { field: 'user', message: 'You may do this only to people whose role is below yours.' });
