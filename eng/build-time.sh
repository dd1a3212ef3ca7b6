#!/usr/bin/env bash
# What BPF programs cost a build besides clang: a project with ten objects is built, and built again with nothing changed, ten times
# each, from MSBuild's and the compiler's own times. Beside it bpftool makes its C skeletons of the same objects, where there is one.
#
#   build-time.sh [ROUNDS]      build.sh bench build calls it, after building
#
# Every build starts new processes, so all code is compiled anew: what a build server or an editor keeps warm is faster.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD rounds=${1:-10}
bin=$root/artifacts/bin
clang=${SONDE_CLANG:-$(compgen -c clang | grep -xE 'clang(-[0-9]+)?' | sort -V | tail -n 1)}
bpftool=$(command -v bpftool || echo "${XDG_CACHE_HOME:-$HOME/.cache}/sonde/selftests/bpftool/usr/sbin/bpftool")
programs="Attachments Hooks Kinds Numbers Packets Rings Shared Skeleton Tables UserRings"

at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT
for program in $programs; do cp "tests/Sonde.Bpf.Tests/Programs/$program.bpf.c" "$at"; done

# Leaves when each run began and ended, in milliseconds.
cat >"$at/clang" <<S
#!/usr/bin/env bash
began=\${EPOCHREALTIME/./}
"$(command -v "$clang")" "\$@"; status=\$?
echo "\$began \${EPOCHREALTIME/./}" >>"$at/runs"
exit \$status
S
chmod +x "$at/clang"

cat >"$at/ten.csproj" <<S
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
    <Nullable>enable</Nullable>
    <NuGetAudit>false</NuGetAudit>
    <SondeClang>$at/clang</SondeClang>
    <SondeBpfBuildTasks>$bin/Sonde.Bpf.Build/release/Sonde.Bpf.Build.dll</SondeBpfBuildTasks>
  </PropertyGroup>
  <ItemGroup>
    <BpfProgram Include="*.bpf.c" />
    <Reference Include="$bin/Sonde.Bpf/release_net10.0/Sonde.*.dll" />
    <Analyzer Include="$bin/Sonde.Generators/release/Sonde.Generators.dll" />
  </ItemGroup>
</Project>
S
echo "<Project><Import Project=\"$root/generators/Sonde.Bpf.Build/build/Sonde.Bpf.Build.props\" /></Project>" >"$at/Directory.Build.props"
echo "<Project><Import Project=\"$root/generators/Sonde.Bpf.Build/build/Sonde.Bpf.Build.targets\" /></Project>" >"$at/Directory.Build.targets"

build() {
  rm -f "$at/runs" "$at/log"
  (cd "$at" && dotnet build --no-restore --nologo -v:q -nodeReuse:false -p:UseSharedCompilation=false -p:ReportAnalyzer=true \
    "-flp:v=d;PerformanceSummary;LogFile=$at/log") >"$at/output" || { cat "$at/output" >&2; exit 1; }
}

# Milliseconds of all of this package's targets, tasks included, and of its generator; clang's own are left out.
cost() {
  local targets clang=0 generator
  # Targets and tasks have the same form; ours are targets where they begin with Sonde.
  targets=$(awk '/^ *[0-9]+ ms +Sonde[A-Za-z]+ +[0-9]+ calls/ { sum += $1 } END { print sum + 0 }' "$at/log")
  [ ! -f "$at/runs" ] || clang=$(awk 'NR == 1 { from = $1 } { if ($1 < from) from = $1; if ($2 > to) to = $2 } END { print int((to - from) / 1000) }' "$at/runs")
  generator=$(awk '/BpfObjectGenerator/ { found = $1 } END { sub("<", "", found); print int(found * 1000) }' "$at/log")
  echo $((targets - clang)) "$generator" "$clang"
}

median() { sort -n | awk '{ all[NR] = $1 } END { print NR % 2 ? all[(NR + 1) / 2] : (all[NR / 2] + all[NR / 2 + 1]) / 2 }'; }

(cd "$at" && dotnet restore --nologo -v:q)
for ((round = 0; round < rounds; round++)); do
  rm -rf "$at/obj/Debug" "$at/bin"
  build; cost >>"$at/clean"
  build; cost >>"$at/same"
  [ ! -f "$at/runs" ] || { echo "build-time: clang ran in a build where nothing had changed" >&2; exit 1; }
done

column() { awk -v at="$2" '{ print $at }' "$at/$1" | median; }
sum() { awk '{ print $1 + $2 }' "$at/$1" | median; }
printf '%-38s %8s %8s %8s\n' 'ten objects, median of '"$rounds"', ms' targets generator both
printf '%-38s %8s %8s %8s\n' 'clean build, without clang' "$(column clean 1)" "$(column clean 2)" "$(sum clean)"
printf '%-38s %8s %8s %8s\n' 'nothing changed' "$(column same 1)" "$(column same 2)" "$(sum same)"
printf '%-38s %8s\n' 'clang itself, in a clean build' "$(column clean 3)"
if [ -x "$bpftool" ]; then
  for ((round = 0; round < rounds; round++)); do
    began=${EPOCHREALTIME/./}
    for object in "$at"/obj/Debug/net10.0/bpf/*.bpf.o; do "$bpftool" gen skeleton "$object" >"$at/skeleton.h"; done
    echo $(((${EPOCHREALTIME/./} - began) / 1000))
  done >"$at/skeletons"
  printf '%-38s %8s\n' 'bpftool gen skeleton, ten times' "$(median <"$at/skeletons")"
fi

# What a build may take at most beside clang.
goal() { [ "$2" -le "$3" ] || { echo "build-time: $1 takes $2 ms, the goal is $3" >&2; missed=1; }; }
missed=0
clean=$(sum clean) same=$(sum same)
goal "a clean build" "${clean%.*}" 2000
goal "a build where nothing has changed" "${same%.*}" 100
exit "$missed"
