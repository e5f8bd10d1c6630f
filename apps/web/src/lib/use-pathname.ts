import { usePathname as useWholePathname } from 'wouter/use-browser-location';
import { withinBase } from './base-path.ts';

/**
 * The address within the app, else as it stands in the address bar. wouter's `useLocation` decodes it, and `placeOf` decodes each part:
 * twice is once too often for a room called `50% off`.
 */
export const usePathname = (): string => withinBase(useWholePathname()) ?? '/';
