--- include: _shown
-- No room shows it any more.   KEYS  fp, fe, fa, t4, due   ARGV  id   Atomic, idempotent.
unshow_file(KEYS[3], KEYS[1], KEYS[2], ARGV[1])
return 1
