import { isPassing } from '@rookery/testkit/patiently';
import type { ChangeRecord } from '../history.ts';
import type { Device } from './device.ts';
import type { Recorder } from './recorder.ts';

/** Asks for an edit or a reaction once, and notes what came of it: one that was refused changes nothing. */
export async function noteChange(
  recorder: Recorder,
  device: Device,
  change: Pick<ChangeRecord, 'kind' | 'conversation' | 'seq' | 'value' | 'on'>,
  ask: () => Promise<{ readonly rev: number }>,
): Promise<void> {
  const base = { ...change, device: device.plan.name, user: device.user.id, askedAt: recorder.now() };
  try {
    const { rev } = await ask();
    recorder.history.changes.push({ ...base, ackedAt: recorder.now(), rev });
  } catch (error) {
    if (isPassing(error)) recorder.history.changes.push({ ...base, ackedAt: null, rev: null });
  }
}
