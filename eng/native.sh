#!/usr/bin/env bash
# native.sh PEERS: compiles the sample foldstacks ahead of time, for net8.0, and lays it into PEERS. Fails where the compiler, a package of
# .NET's, or clang cannot be had.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
peers=$(realpath "$1")
out=$root/artifacts/native

# One framework alone is restored: a newer one's compiler may not be in every registry.
time dotnet publish "$root/samples/foldstacks" -c Release -f net8.0 -r linux-x64 -p:TargetFrameworks=net8.0 -p:PublishAot=true \
  -p:ArtifactsPath="$out" -o "$out/publish" --nologo -v:q -clp:NoSummary
install "$out/publish/foldstacks" "$peers/foldstacks"
