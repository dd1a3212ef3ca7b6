# Reads what run-tests.sh left behind. Sourced by test.sh.
#
# A run is a directory below artifacts/test-results: host, or the name of a guest's kernel. Beside the executables' results it
# holds `expected` (their names), `release` (uname -r), `seconds`, and `trouble`, a line when the guest itself failed.

# read_run RUN: writes RUN/tests, a line a test: result, assembly, name, class and method. Names stay escaped as in XML, so
# that one is one line.
read_run() {
  local report
  for report in "$1"/*.xml; do
    [ -f "$report" ] || continue
    LC_ALL=C sed 's/<test id="/\n&/g' "$report" | LC_ALL=C awk -v assembly="$(basename "$report" .xml)" '
      function attribute(name,   at, rest) {
        at = index($0, " " name "=\"")
        if (!at) return ""
        rest = substr($0, at + length(name) + 3)
        return substr(rest, 1, index(rest, "\"") - 1)
      }
      /^<test id="/ {
        result = attribute("result")
        if (result != "NotRun") print result "\t" assembly "\t" attribute("name") "\t" attribute("type") "." attribute("method")
      }'
  done >"$1/tests"
}

# find_problems RUN: writes RUN/problems, a line for everything that went wrong outside a test. Each counts as a failure.
find_problems() {
  local name status
  while read -r name; do
    status=$(cat "$1/$name.exit" 2>/dev/null || true)
    if [ -z "$status" ]; then
      # A guest that died explains all that is missing.
      [ -s "$1/trouble" ] || echo "$name did not run: the time was up"
    elif [ "$status" = 124 ] || [ "$status" = 137 ]; then
      echo "$name was killed: the time was up$(last_long_test "$1/$name.log")"
    elif [ ! -s "$1/$name.xml" ]; then
      echo "$name crashed (exit code $status)"
    elif [ "$status" != 0 ] && ! grep -q "^Fail	$name	" "$1/tests"; then
      echo "$name failed outside its tests (exit code $status)"
    elif [ -z "$filter" ] && ! grep -q "	$name	" "$1/tests"; then
      echo "$name ran no tests"
    fi
  done <"$1/expected" >"$1/problems"
  if [ -s "$1/trouble" ]; then cat "$1/trouble" >>"$1/problems"; fi
}

last_long_test() { sed -nE "s/.*\[Long Running Test\] '(.*)', Elapsed.*/ in \1/p" "$1" | tail -n 1; }

# figures_of RUN: what tests measured and say in a line that begins so, whether they passed or not.
figures_of() { LC_ALL=C sed -nE 's/^(.*\[CDATA\[|.*<output>)?figures: ([^]<]*).*$/\2/p' "$1"/*.xml 2>/dev/null | unescape; }

count() { grep -c "^$1	" "$2/tests" || true; }
failures() { echo $(($(count Fail "$1") + $(wc -l <"$1/problems"))); }

unescape() { sed 's/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&apos;/'"'"'/g; s/&#x[AD];/ /g; s/&amp;/\&/g'; }

# names_of_failures RUN
names_of_failures() {
  awk -F'\t' '$1 == "Fail" { print $3 }' "$1/tests" | unescape
  cat "$1/problems"
}

# show_logs RUN: what the executables with failures said, without the skips.
show_logs() {
  local name lines
  while read -r name; do
    if [ "$(cat "$1/$name.exit" 2>/dev/null)" = 0 ] || [ ! -s "$1/$name.log" ]; then continue; fi
    echo "--- $(basename "$1"): $name"
    # A report starts at four columns and goes on at more.
    awk '/^    [^ ]/ { skip = /\[SKIP\]$/ || /\[Long Running Test\]/ } !skip' "$1/$name.log" >"$1/$name.failures"
    lines=$(wc -l <"$1/$name.failures")
    head -n 150 "$1/$name.failures"
    if [ "$lines" -gt 150 ]; then echo "... $((lines - 150)) lines more in $1/$name.log"; fi
  done <"$1/expected"
}

# skipped_everywhere RUNS...: tests that were skipped and passed in no run. A theory skipped as a whole has no arguments in
# its name: there the method has to have passed.
skipped_everywhere() {
  local run
  comm -23 \
    <(for run; do awk -F'\t' '$1 == "Skip" { print $2 "\t" $3 }' "$run/tests"; done | LC_ALL=C sort -u) \
    <(for run; do awk -F'\t' '$1 == "Pass" { print $2 "\t" $3; print $2 "\t" $4 }' "$run/tests"; done | LC_ALL=C sort -u) |
    cut -f2 | unescape
}
