// What links lead to, in one chunk: each further one costs the first screen the name of a file.

export { AddressScreen } from './AddressScreen.tsx';
export { PasswordScreen } from './PasswordScreen.tsx';
export { UnsubscribeScreen } from './UnsubscribeScreen.tsx';
