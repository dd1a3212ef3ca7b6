# Long steps with one line each. Sourced by build.sh and the matrix.

# step TITLE COMMAND...: output goes to artifacts/log and is shown only when the command fails.
step() {
  local title=$1 started=$SECONDS status=0 log running; shift
  log=artifacts/log/${title// /-}.log
  mkdir -p artifacts/log
  progress_at=0
  "$@" >"$log" 2>&1 </dev/null &
  running=$!
  while kill -0 "$running" 2>/dev/null; do
    sleep 0.2
    progress "$title: $((SECONDS - started)) s" $((SECONDS - started))
  done
  wait "$running" || status=$?
  progress_done
  if [ $status -ne 0 ]; then
    cat "$log"
    echo "$title: failed after $((SECONDS - started)) s (all of its output: $log)"
    exit $status
  fi
  echo "$title: $((SECONDS - started)) s"
}

progress_shown= progress_at=0
# progress TEXT SECONDS: one line written over on a terminal; in a log a new line every 30 of the SECONDS.
progress() {
  if [ -t 1 ]; then
    printf '\r\e[K%s' "$1"
    progress_shown=yes
  elif [ "$2" -ge $((progress_at + 30)) ]; then
    echo "$1"
    progress_at=$2
  fi
}

progress_done() {
  if [ -n "$progress_shown" ]; then printf '\r\e[K'; fi
  progress_shown=
}
