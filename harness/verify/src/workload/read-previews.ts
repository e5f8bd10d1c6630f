import { patiently } from '@rookery/testkit/patiently';
import type { PreviewRecord } from '../preview-records.ts';
import { comesTrue } from './comes-true.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';

/** A lease that was lost, the sweep that finds it, and a page that is looked up again. */
const deadlineMs = 90_000;

/** Waits until below each message stands what must, and notes what does. */
export async function readPreviews(
  stage: Stage,
  { history }: Recorder,
  asked: ReadonlySet<string>,
  patienceMs = deadlineMs,
): Promise<void> {
  const read = async (record: PreviewRecord): Promise<boolean> => {
    const { conversation, seq } = record;
    const device = stage.devices.get(record.device);
    if (!device) return true;
    const page = await patiently(() => device.ask('history:fetch', { conversation, after: seq - 1, limit: 1 }));
    const [message] = page.messages;
    record.found = message?.seq === seq ? (message.links ?? []).map(({ url }) => url).join(' ') || 'nothing' : null;
    record.wasAsked = asked.has(record.expected ?? '');
    return record.expected === null || record.found === null || record.wasAsked || record.found === record.expected;
  };
  await comesTrue(async () => {
    let isSo = true;
    for (const record of history.previews) isSo = (await read(record)) && isSo;
    return isSo;
  }, patienceMs);
  if (patienceMs < deadlineMs)
    for (const record of history.previews)
      if (record.found === 'nothing' && record.expected !== 'nothing') record.found = null;
}
