#!/bin/sh
# The browser of these tests, without the two pages that it loads behind the address bar of every new window: nobody sees them, and they cost
# more time than the app. Of several lists of features to leave out Chromium takes the last, so they are added to Playwright's own.
for argument; do
  shift
  case $argument in
  --disable-features=*) argument="$argument,WebUIOmniboxPopup,WebUIOmniboxAimPopup" ;;
  esac
  set -- "$@" "$argument"
done
exec "${ROOKERY_CHROMIUM:-/usr/bin/chromium}" "$@"
