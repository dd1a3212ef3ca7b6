#!/usr/bin/env bash
# Runs test executables in guests, one boot a kernel.
#
#   matrix.sh RESULTS KERNEL... -- ASSEMBLY... -- XUNIT OPTIONS    each kernel's results go to RESULTS/KERNEL
#   matrix.sh --kernel-log RESULTS/KERNEL                         prints the ends of a guest's kernel log and console
#
# SONDE_VM_LIMIT is the time a guest may take in seconds, SONDE_VM_JOBS how many run at once.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/../steps.sh"

print_end() {
  if [ -s "$1" ]; then
    echo "--- $2"
    tail -n 40 "$1" | tr -d '\r'
  fi
}

if [ "${1-}" = --kernel-log ]; then
  print_end "$2/dmesg" "$(basename "$2"): kernel log"
  print_end "$2/console" "$(basename "$2"): console"
  exit 0
fi

limit=${SONDE_VM_LIMIT:-1200}
# A guest seldom keeps more than one CPU busy: as many guests as this machine has CPUs, up to the four there are.
jobs=${SONDE_VM_JOBS:-$(($(nproc) < 4 ? $(nproc) : 4))}

results=$1; shift
kernels=() assemblies=()
while [ "$1" != -- ]; do kernels+=("$1"); shift; done; shift
while [ "$1" != -- ]; do assemblies+=("$1"); shift; done; shift
options=("$@")

# A kernel that took another's place may be one that is there already: it counts once.
available=() releases=' '
for kernel in "${kernels[@]}"; do
  directory=$("$here/kernels.sh" get "$kernel") || continue
  release=$(<"$directory/release")
  if [[ $releases == *" $release "* ]]; then
    echo "guest $kernel: left out, $release runs already"
  else
    releases+="$release "
    available+=("$kernel")
  fi
done
# A mirror may lose one kernel; with more gone the matrix proves too little.
wanted=$((${#kernels[@]} < 3 ? ${#kernels[@]} : 3))
if [ ${#available[@]} -lt $wanted ]; then
  mkdir -p "$results/matrix"
  : >"$results/matrix/expected"
  echo "only ${#available[@]} of the kernels ${kernels[*]} can be had" >"$results/matrix/trouble"
fi

# start KERNEL: the guest stops its tests before the limit, so that its kernel log still comes out.
start() {
  local run=$results/$1 inside=$((limit > 60 ? limit - 30 : limit))
  mkdir -p "$run"
  cp "$("$here/kernels.sh" get "$1")/release" "$run/release"
  printf '%s\n' "${assemblies[@]##*/}" | sed 's/\.dll$//' >"$run/expected"
  # exec: the process to wait for and to kill is boot.sh itself.
  exec "$here/boot.sh" --limit "$limit" --results "$run" "$1" -- \
    "$here/../run-tests.sh" /run/results "$inside" "${assemblies[@]}" -- "${options[@]}" >"$run/output" 2>&1
}

# finish KERNEL
finish() {
  local kernel=$1 run=$results/$1 status=0
  wait "${running[$kernel]}" || status=$?
  unset "running[$kernel]"
  echo $((SECONDS - started[$kernel])) >"$run/seconds"
  if [ ! -f "$run/exit-code" ]; then
    # boot.sh says what happened first, then shows the console.
    (grep -m 1 '^guest ' "$run/output" || echo "guest $kernel: boot.sh failed ($status): $(tail -n 1 "$run/output")") >"$run/trouble"
  fi
  progress_done
  echo "guest $kernel: $(<"$run/seconds") s$([ ! -s "$run/trouble" ] || echo ", failed")"
}

# What the running guests are at.
status_line() {
  local kernel finished
  for kernel in "${!running[@]}"; do
    finished=$(find "$results/$kernel" -name '*.exit' | wc -l)
    printf '%s: %s of %s executables, %s s   ' "$kernel" "$finished" "${#assemblies[@]}" $((SECONDS - started[$kernel]))
  done
}

pending=("${available[@]}")
declare -A running=() started=()
trap 'for kernel in "${!running[@]}"; do kill "${running[$kernel]}" 2>/dev/null || true; done' EXIT
while [ ${#pending[@]} -gt 0 ] || [ ${#running[@]} -gt 0 ]; do
  while [ ${#pending[@]} -gt 0 ] && [ ${#running[@]} -lt "$jobs" ]; do
    kernel=${pending[0]}
    pending=("${pending[@]:1}")
    started[$kernel]=$SECONDS
    start "$kernel" &
    running[$kernel]=$!
  done
  sleep 0.5
  for kernel in "${!running[@]}"; do
    kill -0 "${running[$kernel]}" 2>/dev/null || finish "$kernel"
  done
  if [ ${#running[@]} -gt 0 ]; then progress "$(status_line)" $SECONDS; fi
done
