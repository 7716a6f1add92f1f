/*
 * Copyright 2026 The AMI Smoke Test Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
/** What the probe is told. */
export interface ProbeOptions {
  /** Whether the files of the image are compared with their record. */
  verifyFiles: boolean;
  /** It is done by then, counted from when the machine was started. */
  untilSeconds: number;
}

/** Where the provisioner leaves the record, and where a report goes. Elsewhere in tests. */
export interface ProbePlaces {
  record: string;
  /** The serial console, or whatever stands for it. */
  devices: string;
}

const PLACES: ProbePlaces = {
  record: '/var/lib/ami-smoke-test/files.sha256',
  // The console of the kernel, unless it is the screen; else what serial ports there are.
  devices:
    '$(sed "s/.* //; /^tty[0-9]/d; s/.*/console/" /sys/class/tty/console/active) ttyS0 hvc0 ttyAMA0 console',
};

/**
 * Hashes what is recorded, in its order, and walks along both lists: a file that was not hashed cannot be read, or is gone. That
 * every process of a batch looks whether it is late keeps a slow disk from being read for longer than was asked for.
 */
const FILES = String.raw`  files() {
    state=whole
    [ "$verify" ] || { say files off 0 0 0 0 0; return; }
    [ -e "$record" ] || [ -e "$record.gz" ] || { say files no-record 0 0 0 0 0; return; }
    if has sha256sum; then hash=sha256sum; elif has shasum; then hash='shasum -a 256'; elif has openssl; then hash='openssl dgst -sha256 -r'; fi
    [ "$hash" ] || { say files no-tool 0 0 0 0 0; return; }
    header=$(recorded | head -n 1)
    count=$(echo "$header" | sed -n 's/^# ami-smoke-test files 1 \([0-9]*\) [0-9a-f]*$/\1/p')
    own=$(recorded | sed 1d | $hash | cut -c 1-64)
    case $count$header in [0-9]*" $own") ;; *) say files bad-record 0 0 0 0 0; return ;; esac
    {
      recorded | sed 1d | cut -c 67- | tr '\n' '\0' |
        $gently xargs -0 -r -n 400 sh -c '[ -e "$0/late" ] || exec '"$hash"' "$@"' "$work" >"$work/now" 2>"$work/why"
      : >"$work/done"
    } &
    while [ ! -e "$work/done" ]; do
      if [ "$(uptime)" -ge "$until" ]; then : >"$work/late"; state=partial; break; fi
      sleep 1
    done
    recorded | sed 1d | awk -v now="$work/now" -v state="$state" -v OFS='\t' '
      function unescaped(text, out, at) {
        while ((at = index(text, "\\\\")) > 0) { out = out substr(text, 1, at); text = substr(text, at + 2) }
        return out text
      }
      function advance(line) {
        more = (getline line < now) > 0
        if (substr(line, 1, 1) == "\\") line = unescaped(substr(line, 2))
        hash = substr(line, 1, 64); name = substr(line, 67)
      }
      BEGIN { advance() }
      !more && state == "partial" { exit }
      more && name == substr($0, 67) {
        if (hash == substr($0, 1, 64)) good++; else print "changed", name
        advance()
        next
      }
      { print "lost", substr($0, 67) }
      END { print "good", good + 0 }
    ' | while IFS=$tab read -r what name; do
      if [ "$what" = lost ]; then
        what=unreadable
        # That a name is not there is something else than that nobody can tell.
        [ -e "$name" ] || [ -L "$name" ] || case $(ls -d "$name" 2>&1) in *'No such file'* | *'ot a directory'*) what=missing ;; esac
      fi
      printf '%s\t%s\n' "$what" "$name"
    done | awk -v state="$state" -v recorded="$count" -v why="$work/why" -v OFS='\t' -F '\t' '
      $1 == "good" { all += $2; next }
      { all++; many[$1]++ }
      many[$1] <= 50 { names[++named] = $0; kind[named] = $1; path[named] = $2 }
      END {
        while ((getline line < why) > 0 && ++read < 5000)
          for (i = 1; i <= named; i++)
            if (kind[i] == "unreadable" && (index(line, path[i] ":") || index(line, path[i] "\047"))) {
              sub(/.*: /, "", line)
              names[i] = names[i] OFS line
              kind[i] = "told"
              break
            }
        print "files", state, recorded, all + 0, many["unreadable"] + 0, many["changed"] + 0, many["missing"] + 0
        for (i = 1; i <= named; i++) print names[i]
      }'
  }`;

/** Last, so that what fails late while the files are read is seen as well. */
const SYSTEM = String.raw`  system() {
    awk '/^MemTotal:/ { printf "memory\t%d\n", $2 / 1024 }' /proc/meminfo
    set -- $(awk '$5 == "/" { for (i = 6; i <= NF; i++) if ($i == "-") root = $3 " " $(i + 1) " " $(i + 2) } END { print root }' /proc/self/mountinfo)
    part=/sys/dev/block/$1 type=$2
    [ -e "$part" ] || part=/sys/class/block/$(basename "$3")
    size=$(df -Pk / | awk 'END { printf "%d", $2 / 1024 }')
    own=- all=- disk=-
    if [ -e "$part/size" ]; then
      part=$(readlink -f "$part") own=$(mib "$part")
      # Encrypted, of a volume group, of an array: what it lies on has its size with others.
      while set -- "$part"/slaves/* && [ -e "$1" ]; do part=$(readlink -f "$1") own=-; done
      [ -e "$part/partition" ] && part=$(dirname "$part")
      disk=$(mib "$part") all=0
      for one in "$part"/*/partition; do [ -e "$one" ] && all=$((all + $(mib "$(dirname "$one")"))); done
      [ "$all" = 0 ] && all=$disk
    fi
    say root "$type" "$size" "$own" "$all" "$disk"
    for one in /sys/class/block/*; do
      [ -e "$one/size" ] && [ ! -e "$one/partition" ] || continue
      case $(basename "$one") in dm-* | fd* | loop* | md* | ram* | sr* | zram*) ;; *) say disk "$(basename "$one")" "$(mib "$one")" ;; esac
    done | head -n 20
    for one in /sys/class/net/*/device/driver; do
      [ -e "$one" ] && say driver "$(echo "$one" | cut -d / -f 5)" "$(basename "$(readlink -f "$one")")"
    done | head -n 20
    four=$(awk '$2 == "00000000" && $8 == "00000000" { print $1; exit }' /proc/net/route)
    six=$(awk '$1 ~ /^0+$/ && $2 == "00" && $10 != "lo" { print $10; exit }' /proc/net/ipv6_route)
    say route "$(echo "$four" | sed 's/^$/-/')" "$(echo "$six" | sed 's/^$/-/')"
    # With systemd-resolved /etc/resolv.conf names itself, whether it knows a server or not.
    for one in /run/systemd/resolve/resolv.conf /etc/resolv.conf; do [ -e "$one" ] && break; done
    say dns "$(cat "$one" | grep -c '^ *nameserver')"
    if has systemctl && failed=$(systemctl list-units --state=failed --plain --no-legend --no-pager); then
      say units "$(echo "$failed" | grep -c '\.')"
      echo "$failed" | awk '/\./ { print "unit\t" $1 }' | head -n 20
    else
      say units -
    fi
  }`;

/** See reportLines.ts of the diagnosis. Of a long field its end stays: of a path that tells most. */
const LINES = String.raw`  lines() {
    awk -F '\t' '
      BEGIN { for (i = 1; i < 256; i++) code[sprintf("%c", i)] = i }
      function encoded(text, most, out, i, c) {
        for (i = length(text); i > 0; i--) {
          c = substr(text, i, 1)
          if (c !~ /[A-Za-z0-9\/._+@,:-]/) c = sprintf("%%%02X", code[c])
          if (length(out c) > most) return "..." out
          out = c out
        }
        return out == "" ? "-" : out
      }
      function line(text, check, i) {
        for (i = 1; i <= length(text); i++) check = (check * 257 + code[substr(text, i, 1)]) % 16777213
        printf "%s #%06x\n", text, check
      }
      {
        text = "ASTG1 " NR " " $1
        for (i = 2; i <= NF; i++) if (i < NF || $i != "") text = text " " encoded($i, i == 2 ? 53 : 30)
        line(text)
      }
      END { line("ASTG1 " NR + 1 " end " NR + 1) }'
  }`;

/**
 * Shell commands with which a Linux reports about itself on its serial console, in the lines that `readGuestReport` of the
 * diagnosis reads. They return at once, and go on in the background with what the machine has left to give. They need awk, and for
 * the files what the provisioner `record-files.sh` needs; they change nothing, and ask nobody.
 */
export function probeOnLinux(
  { verifyFiles, untilSeconds }: ProbeOptions,
  { record, devices }: ProbePlaces = PLACES,
): string {
  return String.raw`# Reports on the serial console what this machine has and, when the image has a record of its files, which of them are damaged.
ami_smoke_test_probe() {
  export LC_ALL=C
  verify=${verifyFiles ? 'yes' : ''} until=${Math.round(
    untilSeconds,
  )} record=${record} tab=$(printf '\t')
  has() { command -v "$1" >/dev/null 2>&1; }
  uptime() { IFS=. read -r now _ </proc/uptime; echo "$now"; }
  mib() { echo $(($(cat "$1/size") / 2048)); }
  say() { printf '%s\t' "$@"; echo; }
  recorded() { if [ -e "$record.gz" ]; then gzip -dc "$record.gz"; else cat "$record"; fi; }
  gently=
  has nice && gently='nice -n 19'
  has ionice && gently="ionice -c 3 $gently"
${FILES}
${SYSTEM}
${LINES}
  work=$(mktemp -d /run/ami-smoke-test.XXXXXX || mktemp -d)
  lines=$({ say begin linux "$(uptime)"; files >"$work/files"; system; cat "$work/files"; } | lines)
  rm -rf "$work"
  for again in 1 2; do
    for device in ${devices}; do
      case $device in /*) ;; *) device=/dev/$device; [ -c "$device" ] || continue ;; esac
      { printf '\n%s\n' "$lines" >>"$device"; } && break
    done
    sleep 2
  done
}
# A subshell, as a function that is redirected keeps hold of where the output went.
( ami_smoke_test_probe ) </dev/null >/dev/null 2>&1 &`;
}
