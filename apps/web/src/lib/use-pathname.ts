/**
 * The address as it stands in the address bar. wouter's `useLocation` decodes it, and `placeOf` decodes each part: twice is once too
 * often for a room called `50% off`.
 */
export { usePathname } from 'wouter/use-browser-location';
