import type { Entry, Room } from '@rookery/protocol';
import { Dialog } from '../../design/Dialog.tsx';
import { useText } from '../../locales/text.ts';
import type { Closable } from '../../shell/closable.ts';
import { ReportList } from './ReportList.tsx';

type Props = Closable & { readonly room: Room; readonly entry: Entry };

/** What was reported in a room that the reader moderates. */
export const RoomReports = ({ entry, onClose }: Props) => {
  const text = useText();
  return (
    <Dialog title={text('report.queue')} closeLabel={text('close')} onClose={onClose}>
      <ReportList conversation={entry.conversation} onShow={onClose} />
    </Dialog>
  );
};
