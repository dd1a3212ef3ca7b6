#!/bin/bash
# demo.sh: funclatency for five seconds over a load that it makes itself: vfs_read where the kernel has kprobes, otherwise c:write.
set -euo pipefail
cd "$(dirname "$0")/.."
tool=("$(command -v dotnet)" artifacts/bin/funclatency/release_net10.0/funclatency.dll)
sudo=()
[ "$(id -u)" = 0 ] || sudo=(sudo env "DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")")

# dd reads and writes through libc, a byte at a time: many calls of read, write, vfs_read and vfs_write.
dd if=/dev/zero of=/dev/null bs=1 2>/dev/null &
load=$!
trap 'kill $load 2>/dev/null || true' EXIT

if [ -e /sys/bus/event_source/devices/kprobe/type ]; then
  target=vfs_read
else
  target=c:write
  echo "This kernel has no kprobes, so a user function is timed: write() of libc."
fi

echo "\$ funclatency -d 5 -i 5 $target"
"${sudo[@]}" "${tool[@]}" -d 5 -i 5 "$target"

cat <<TEXT

Try next:
  ${sudo[*]:+sudo }dotnet ${tool[1]} -u -i 1 -d 5 c:read         microseconds, an output each second
  ${sudo[*]:+sudo }dotnet ${tool[1]} -F -u -d 5 'c:wr*'          a histogram for each function that matches
  ${sudo[*]:+sudo }dotnet ${tool[1]} --help
  ./build.sh test                                    the tests, on this kernel and in four more
TEXT
