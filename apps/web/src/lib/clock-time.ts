/** How long something lasts, as players show it: 0:07, 12:05, 1:02:03. */
export const clockTime = (ms: number): string => {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  const two = (count: number): string => String(count).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};
