#!/usr/bin/env bash
# Runs the built tests on this machine and in the guests, and sums up. Called by build.sh, which builds first.
#
#   test.sh [--quick] [--kernel V] [--filter X]
#
# A test takes part in the guests when it has the trait Matrix=guest. The last line is `N passed, N failed, N skipped`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. eng/results.sh

quick= kernel= filter=
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=yes; shift ;;
    --kernel) kernel=$2; shift 2 ;;
    --filter) filter=$2; shift 2 ;;
    *) echo "test.sh: unknown option $1" >&2; exit 2 ;;
  esac
done
if [ -n "$kernel" ] && ! eng/vm/kernels.sh list | grep -qxF -- "$kernel"; then
  echo "test.sh: no kernel '$kernel'; there are $(eng/vm/kernels.sh list | paste -sd ' ')" >&2
  exit 2
fi

results=artifacts/test-results
host_limit=1800
options=()
if [ -n "$filter" ]; then options=(-method "*$filter*"); fi

assemblies() {
  local project name
  for project in tests/*.Tests/*.csproj; do
    name=$(basename "$project" .csproj)
    echo "artifacts/bin/$name/release/$name.dll"
  done
}

# Most of what is tested needs root. What it leaves behind belongs to the user again afterwards.
as_root=()
if [ "$(id -u)" != 0 ]; then as_root=(sudo env "PATH=$PATH" "DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")"); fi

run_on_host() {
  local run=$results/host assembly name started=$SECONDS at
  mkdir -p "$run"
  uname -r >"$run/release"
  for assembly; do
    name=$(basename "$assembly" .dll)
    echo "$name" >>"$run/expected"
    at=$SECONDS
    "${as_root[@]}" eng/run-tests.sh "$run" $((host_limit - SECONDS + started)) "$assembly" -- "${options[@]}"
    echo "host: $name, $((SECONDS - at)) s$([ "$(cat "$run/$name.exit" 2>/dev/null)" = 0 ] || echo ", with failures")"
  done
  if [ ${#as_root[@]} -gt 0 ]; then sudo chown -R "$(id -u):$(id -g)" artifacts; fi
  echo $((SECONDS - started)) >"$run/seconds"
}

# Those of the executables that have a test for the guests (and the filter). One that cannot even be listed stays in: its
# guests will say why.
for_guests() {
  local assembly methods
  for assembly; do
    if ! methods=$(dotnet "$assembly" -noColor -list methods -trait Matrix=guest "${options[@]}") ||
      grep -qE '^[^ ]+\.[^ ]+$' <<<"$methods"; then
      echo "$assembly"
    fi
  done
}

run_in_guests() {
  local guest_assemblies kernels=("$kernel")
  mapfile -t guest_assemblies < <(for_guests "$@")
  if [ ${#guest_assemblies[@]} -eq 0 ]; then
    echo "guests: no tests for them"
    [ -n "$filter" ] && return
    mkdir -p "$results/matrix"
    : >"$results/matrix/expected"
    echo "no executable has a test for the guests" >"$results/matrix/trouble"
    return
  fi
  if [ -z "$kernel" ]; then mapfile -t kernels < <(eng/vm/kernels.sh list); fi
  eng/vm/matrix.sh "$results" "${kernels[@]}" -- "${guest_assemblies[@]}" -- -trait Matrix=guest "${options[@]}"
}

row() { printf '%-34s %7s %7s %8s %8s\n' "$@"; }

run_title() {
  local name release
  name=$(basename "$1")
  release=$(cat "$1/release" 2>/dev/null || echo unavailable)
  case $name in
    host) echo "host $release" ;;
    matrix) echo "guests not started" ;;
    newest) echo "guest $release" ;;
    *) if [[ $release == "$name".* ]]; then echo "guest $release"; else echo "guest $release for $name"; fi ;;
  esac
}

# summarise RUNS...
summarise() {
  local run passed=0 failed=0 skipped=0 everywhere= figures
  for run; do
    read_run "$run"
    find_problems "$run"
  done
  for run; do
    if [ "$(failures "$run")" -gt 0 ]; then
      echo
      show_logs "$run"
      if [ "$(basename "$run")" != host ]; then eng/vm/matrix.sh --kernel-log "$run"; fi
    fi
  done

  echo
  row run passed failed skipped seconds
  for run; do
    row "$(run_title "$run")" "$(count Pass "$run")" "$(failures "$run")" "$(count Skip "$run")" "$(cat "$run/seconds" 2>/dev/null || echo -)"
    passed=$((passed + $(count Pass "$run")))
    failed=$((failed + $(failures "$run")))
    skipped=$((skipped + $(count Skip "$run")))
  done

  for run; do
    figures=$(figures_of "$run")
    if [ -n "$figures" ]; then echo; sed "s|^|  $(basename "$run"): |" <<<"$figures"; fi
  done

  # Only all runs together can tell whether a skipped test had its machine somewhere.
  if [ -z "$quick$kernel$filter" ]; then
    everywhere=$(skipped_everywhere "$@")
    if [ -n "$everywhere" ]; then failed=$((failed + $(wc -l <<<"$everywhere"))); fi
  fi

  if [ $((passed + failed + skipped)) -eq 0 ]; then
    echo
    echo "failed: no test ran${filter:+; none has '$filter' in its name}"
    failed=1
  elif [ $failed -gt 0 ]; then
    echo
    echo "failed:"
    for run; do names_of_failures "$run" | sed "s|^|  $(basename "$run"): |"; done
    if [ -n "$everywhere" ]; then sed 's/^/  skipped everywhere: /' <<<"$everywhere"; fi
  fi
  echo
  echo "$passed passed, $failed failed, $skipped skipped"
  [ $failed -eq 0 ]
}

mapfile -t built < <(assemblies)
rm -rf "$results"
mkdir -p "$results"
runs=()
if [ -z "$kernel" ]; then
  run_on_host "${built[@]}"
  runs+=("$results/host")
fi
if [ -z "$quick" ]; then
  run_in_guests "${built[@]}"
  for name in $(eng/vm/kernels.sh list) matrix; do
    if [ -d "$results/$name" ]; then runs+=("$results/$name"); fi
  done
fi
summarise "${runs[@]}"
