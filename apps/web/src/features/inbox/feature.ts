import type { Feature } from '../../shell/feature.ts';
import { InboxPane } from './InboxPane.tsx';

export const inbox: Feature = { home: InboxPane };
