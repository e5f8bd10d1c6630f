import type { Entry } from '@rookery/protocol';
import { useReports } from '../../sdk/use-reports.ts';
import type { CountProps } from '../../shell/feature.ts';

/** How many reports wait, up to a page of them: in a room, or on the whole server. */
export const ReportCount = ({ entry, children }: CountProps & { readonly entry?: Entry }) => {
  const { page } = useReports(entry?.conversation);
  return page && page.reports.length > 0 ? children(page.reports.length) : null;
};
