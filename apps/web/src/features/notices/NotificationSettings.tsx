import { OwnSettings } from '../../shell/OwnSettings.tsx';
import { DeviceNotices } from './DeviceNotices.tsx';
import { Exceptions } from './Exceptions.tsx';
import { MailChoice } from './MailChoice.tsx';
import { PushChoice } from './PushChoice.tsx';
import { QuietHours } from './QuietHours.tsx';
import { UsualLevel } from './UsualLevel.tsx';

/** What the reader is told of, when, and how this device tells it. */
export const NotificationSettings = () => (
  <OwnSettings>
    {(settings, change) => (
      <>
        <DeviceNotices />
        <PushChoice settings={settings} change={change} />
        <MailChoice settings={settings} change={change} />
        <UsualLevel notify={settings.notify} />
        <Exceptions />
        <QuietHours quietHours={settings.quietHours} change={change} />
      </>
    )}
  </OwnSettings>
);
