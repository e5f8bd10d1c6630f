/** For how long whoever has not heard that it was done may ask for it again, and is told so, where otherwise there is nothing left to do it to, in ms. */
export const repeatableMs = 15 * 60_000;
