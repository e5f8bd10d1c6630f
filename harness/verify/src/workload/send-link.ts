import { setTimeout as pause } from 'node:timers/promises';
import type { ConversationId } from '@rookery/protocol';
import type { LinkStep } from '../plan.ts';
import type { PreviewRecord } from '../preview-records.ts';
import { ClientDevice } from './client-device.ts';
import type { Device } from './device.ts';
import type { Recorder } from './recorder.ts';
import { sayInPassing } from './say-in-passing.ts';
import { untilDone } from './until-done.ts';

let count = 0;
const nextPage = (pages: string): string => `${pages}page-${(count += 1)}`;

/** Sends a link to a page of its own; then takes its preview away, or edits it to lead to another page. */
export async function sendLink(
  device: Device,
  recorder: Recorder,
  conversation: ConversationId,
  words: string,
  { later, afterMs }: Pick<LinkStep, 'later' | 'afterMs'>,
  pages: string,
): Promise<void> {
  if (!(device instanceof ClientDevice)) return;
  const url = nextPage(pages);
  const { seq, degraded } = await sayInPassing(recorder, device, conversation, `${words} ${url}`);
  // Nobody has promised that it stays.
  if (degraded) return;
  // What an edit links to no more goes before the next comes.
  const mostChanges = { nothing: 1, 'take-away': 2, edit: 3 }[later];
  const base = {
    mostChanges,
    device: device.plan.name,
    conversation,
    seq,
    takenAwayAt: null,
    found: null,
    wasAsked: false,
  };
  const record: PreviewRecord = { ...base, expected: later === 'nothing' ? url : null };
  recorder.history.previews.push(record);
  if (later === 'nothing') return;
  await pause(afterMs);
  if (later === 'take-away') {
    await untilDone(() => device.ask('message:links', { conversation, seq, off: true }));
    record.expected = 'nothing';
    record.takenAwayAt = recorder.now();
    return;
  }
  const other = nextPage(pages);
  await untilDone(() => device.ask('message:edit', { conversation, seq, content: `${words} ${other}` }));
  record.expected = other;
}
