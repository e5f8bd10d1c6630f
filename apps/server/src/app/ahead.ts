import { ChatError, limits } from '@rookery/protocol';
import type { Ports } from './ports.ts';

/** Refuses a moment that is too far ahead. One that has passed is now. */
export function mustBeNear({ clock }: Pick<Ports, 'clock'>, at: number, field: string): void {
  if (at - clock.now() > limits.aheadMs)
    throw new ChatError('bad_request', { field, message: `${field} must be at most 400 days ahead.` });
}
