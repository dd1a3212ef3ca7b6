#!/usr/bin/env bash
# Runs test executables one after another, on this machine or in a guest.
#
#   run-tests.sh RESULTS SECONDS ASSEMBLY... [-- XUNIT OPTIONS]
#
# For each ASSEMBLY.dll, RESULTS gets ASSEMBLY.xml (xunit's report), ASSEMBLY.log (failures, skips, tests that take long) and
# ASSEMBLY.exit. All together may take SECONDS: one that is not done by then is killed, and those after it do not start.
set -uo pipefail
ulimit -c 0

results=$1 limit=$2; shift 2
assemblies=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do assemblies+=("$1"); shift; done
shift || true

for assembly in "${assemblies[@]}"; do
  name=$(basename "$assembly" .dll)
  left=$((limit - SECONDS))
  [ $left -gt 0 ] || break
  # The braces keep the shell's own word about a crash (Aborted) out of the output.
  {
    timeout -k 5 $left dotnet "$assembly" -noLogo -noColor -noAutoReporters -reporter quiet -longRunning 30 \
      -xml "$results/$name.xml" "$@" >"$results/$name.log" 2>&1 </dev/null
    echo $? >"$results/$name.exit"
  } 2>/dev/null
done
exit 0
